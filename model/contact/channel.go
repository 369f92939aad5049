package contact

import (
	"slices"
	"strings"
	"time"

	"weir/sim"
	"weir/sim/param"
)

// Channel is a way by which the institution reaches customers (rules C1, C3).
type Channel struct {
	ID             string
	Point          Point
	Needs          []string // systems
	Delivered      float64  // share that arrives at a point that is right
	LooksDelivered float64  // share that the log shows as delivered at a point that is nobody's
	Read           float64  // share of what arrives that is read, or relayed
	Acknowledged   float64  // share of what is read that is acknowledged
	Denied         float64  // share of what a stranger reads that he answers
	Latency        param.Dist
	Live           bool         // a call, not a message that lies there
	From, Until    sim.Duration // of the day, when it is read or answered

	point, hours string
}

// Point is what a channel leads to (rule C1).
type Point uint8

// The points of contact.
const (
	Phone Point = iota
	App
	Email
	Address
	Emergency // somebody she named
	Points    = iota
)

// PointNames are the words files use, by Point.
var PointNames = []string{"phone", "app", "email", "address", "emergency"}

// standard holds the defaults of one channel.
type standard struct {
	id, doc, point       string
	delivered, read, ack value
	looks                value
	latency              value
	live                 string
	denied               string
}

// value is a default with its ground.
type value struct {
	text   string
	grade  param.Grade
	source string
}

// libraryChannels lists the channels that every institution has.
func libraryChannels() []standard {
	assumed := func(text, why string) value { return value{text, param.Assumption, why} }
	seen := func(text, what string) value { return value{text, param.Secondary, "facts 2.2: " + what} }
	remembered := func(text, what string) value { return value{text, param.Memory, "facts 2.2: " + what} }
	none := assumed("0%", "the network says that it could not be delivered")

	return []standard{
		{
			id: "sms", doc: "A short message to her number.", point: "phone",
			delivered: seen("95%", "95 % in cleaned lists; 85 % in others, where the rest is mostly stale and is modelled as such"),
			read:      seen("90%", "over 90 % generally accepted, without data"),
			ack:       assumed("20%", "few answer a message that asks for nothing"),
			looks:     none, latency: assumed("{lognormal: {median: 10m, p95: 8h}}", "delivered within seconds, facts 2.2; read when she looks"),
			live: "false", denied: "2%",
		}, {
			id: "voice", doc: "A call to her number.", point: "phone",
			delivered: seen("41%", "answered if the number is not saved; 18 to 19 % if it does not say whose it is"),
			read:      assumed("95%", "who answers her number is she"),
			ack:       assumed("90%", "she says yes to what she has heard"),
			looks:     none, latency: assumed("0s", "a call"), live: "true", denied: "50%",
		}, {
			id: "push", doc: "A notification of the app.", point: "app",
			delivered: assumed("95%", "seconds, facts 2.2; some telephones are off"),
			read:      seen("6.5%", "2 to 11 % are opened"),
			ack:       assumed("50%", "who opens it is in the app and can confirm"),
			looks:     none, latency: seen("{lognormal: {median: 48m, p95: 12h}}", "half are opened within 48 minutes"),
			live: "false", denied: "0%",
		}, {
			id: "email", doc: "An e-mail.", point: "email",
			delivered: remembered("99%", "0.3 to 1 % bounce"),
			read:      remembered("30%", "20 to 40 % are opened"),
			ack:       assumed("5%", "few answer"),
			looks:     assumed("90%", "an abandoned mailbox takes mail"),
			latency:   assumed("{lognormal: {median: 6h, p95: 3d}}", "minutes to hours, facts 2.2; read when she looks"),
			live:      "false", denied: "0%",
		}, {
			id: "letter", doc: "A letter to her address.", point: "address",
			delivered: assumed("92%", "90 to 95 % if the address is right, facts 2.2"),
			read:      assumed("80%", "an official letter is opened"),
			ack:       assumed("10%", "a slip to send back"),
			looks:     assumed("70%", "most wrong addresses do not return the letter"),
			latency:   assumed("{uniform: {min: 2d, max: 5d}}", "2 to 5 days, facts 2.2"),
			live:      "false", denied: "0%",
		}, {
			id: "emergency", doc: "A call to the person she named for emergencies.", point: "emergency",
			delivered: assumed("45%", "30 to 60 % are reached, facts 2.2"),
			read:      assumed("50%", "half pass it on, facts 2.2"),
			ack:       assumed("50%", "half of those who hear of it call back"),
			looks:     none, latency: assumed("{lognormal: {median: 1d, p95: 4d}}", "hours to days, facts 2.2"),
			live: "true", denied: "0%",
		},
	}
}

// ownChannel returns the defaults of a channel that a user adds: those of a
// message to her number.
func ownChannel(id string) standard {
	o := libraryChannels()[0]
	o.id = id
	return o
}

func (c *Channel) declare(o standard, s *param.Set) {
	c.ID = o.id
	s.Choice(&c.point, "point", o.point, PointNames, "The point of contact that it leads to.").
		Assumed("what the channel is").Rules("C1")
	s.Names(&c.Needs, "needs", "[]", "The systems without which nothing is sent.").
		Names("system").Assumed("the institution's own architecture").Rules("C3", "E1")
	share := func(dst *float64, name string, v value, doc string) {
		s.Share(dst, name, v.text, doc).From(v.grade, v.source).Rules("C3")
	}
	share(&c.Delivered, "delivered", o.delivered, "Part that arrives, at a point that is right; of calls, that are answered.")
	share(&c.Read, "read", o.read, "Part of what arrives that she takes note of; of an emergency contact, that is passed on.")
	share(&c.Acknowledged, "acknowledged", o.ack, "Part of what she takes note of that she answers, so that the institution knows.")
	s.Share(&c.LooksDelivered, "looks_delivered", o.looks.text, "Part of what goes to a point that is wrong, and nobody else's, which the log shows as delivered.").
		From(o.looks.grade, o.looks.source).Rules("C8")
	s.Share(&c.Denied, "denied", o.denied, "Part of what a stranger takes note of which he answers: the institution learns that the point is wrong.").
		Assumed("a caller is told that the number is wrong; a message is not answered").Rules("C8")
	s.Dist(&c.Latency, param.KindDuration, "latency", o.latency.text, "Time from sending to her taking note.").
		From(o.latency.grade, o.latency.source).Rules("C3")
	s.Flag(&c.Live, "live", o.live, "True for a call, which is lost outside the hours; false for a message, which lies there.").
		Assumed("what the channel is").Rules("C3")
	s.Text(&c.hours, "hours", "08:00-21:00", "Time of day in which she takes note.").
		Assumed("awake and not at rest").Rules("C3", "C4")
	c.settle()
	s.Check(func(ck *param.Check) {
		if !c.settle() {
			ck.Report(param.Problem{Code: "W201", Pos: ck.At("hours"), Args: []any{c.hours}})
		}
	})
}

// settle reads what was declared as words; false if the hours are none.
func (c *Channel) settle() (ok bool) {
	c.Point = Point(slices.Index(PointNames, c.point))
	c.From, c.Until, ok = timesOfDay(c.hours)
	return ok
}

// timesOfDay reads 08:00-21:00, within one day.
func timesOfDay(text string) (from, until sim.Duration, ok bool) {
	a, b, found := strings.Cut(text, "-")
	from, one := timeOfDay(a)
	until, two := timeOfDay(b)
	return from, until, found && one && two && from < until
}

// timeOfDay reads 08:00; 24:00 is the end of the day.
func timeOfDay(text string) (sim.Duration, bool) {
	if text == "24:00" {
		return sim.Day, true
	}
	t, err := time.Parse("15:04", text)
	return sim.Duration(t.Hour())*sim.Hour + sim.Duration(t.Minute())*sim.Minute, err == nil && len(text) == 5
}

// Open says whether t is in the hours in which she takes note.
func (c *Channel) Open(t sim.Time) bool {
	clock := t.Sub(midnight(t))
	return c.From <= clock && clock < c.Until
}

// Opens returns the first instant from t on that is in the hours.
func (c *Channel) Opens(t sim.Time) sim.Time {
	m := midnight(t)
	switch clock := t.Sub(m); {
	case clock < c.From:
		return m.Add(c.From)
	case clock < c.Until:
		return t
	}
	return m.Add(sim.Day + c.From)
}

func midnight(t sim.Time) sim.Time { return sim.Time(t.Day()) * sim.Time(sim.Day) }
