package contact

import (
	"slices"
	"strings"
	"testing"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// certain returns a library's channel whose attempts have no chance in them but
// for the latency.
func certain(t testing.TB, id string) Channel {
	p := params(t, "{}")
	ch := p.Channels[p.Channel(id)]
	ch.Delivered, ch.Read, ch.Acknowledged, ch.Denied, ch.LooksDelivered = 1, 1, 1, 0, 0
	return ch
}

// become sets a share of the channel by name.
func (c *Channel) become(name string, share float64) {
	*map[string]*float64{"delivered": &c.Delivered, "read": &c.Read, "acknowledged": &c.Acknowledged,
		"denied": &c.Denied, "looks_delivered": &c.LooksDelivered}[name] = share
}

// name is the word of an outcome; two outcomes of one name differ in nothing but
// the time.
func (o Outcome) name(t testing.TB) string {
	at := o.At
	o.At = 0
	for name, is := range map[string]Outcome{
		"not_sent":     {},
		"failed":       {Sent: true},
		"nobody":       {Sent: true, LogDelivered: true},
		"unread":       {Sent: true, LogDelivered: true, ReachedOwner: true},
		"read":         {Sent: true, LogDelivered: true, ReachedOwner: true, Read: true},
		"acknowledged": {Sent: true, LogDelivered: true, ReachedOwner: true, Read: true, Acknowledged: true},
		"stranger":     {Sent: true, LogDelivered: true, ReachedStranger: true},
		"denied":       {Sent: true, LogDelivered: true, ReachedStranger: true, Denied: true},
	} {
		if o == is {
			if (at == sim.Never) == (o.Read || o.Denied) {
				t.Errorf("%s at %d", name, at)
			}
			return name
		}
	}
	t.Fatalf("an outcome without a name: %+v", o)
	return ""
}

var outcomes = []string{"not_sent", "failed", "nobody", "unread", "read", "acknowledged", "stranger", "denied"}

func TestAttempt(t *testing.T) {
	cases.Check(t, "testdata/attempt.txt", outcomes, func(c *cases.Case) string {
		ch := certain(t, c.Word("channel"))
		for _, sort := range []struct {
			word  string
			share float64
		}{{"never", 0}, {"always", 1}} {
			if strings.Contains(c.Text, " "+sort.word+"=") {
				for _, name := range c.Words(sort.word) {
					ch.become(name, sort.share)
				}
			}
		}
		standing := Standing(slices.Index(StandingNames, c.Word("standing")))
		now := c.Time("at")
		o := Attempt(&ch, standing, c.Flag("up"), c.Flag("alive"), rng.New(1, 0, 0).Stream(1, 1, 1), now)
		if o.Read && (o.At < now || !ch.Live && !ch.Open(o.At)) {
			t.Errorf("%s: read at %d", c.Text, o.At)
		}
		return o.name(t)
	})
}

// TestChances: what is declared as a share is that share, and one follows on the
// other: delivered, then read, then acknowledged.
func TestChances(t *testing.T) {
	p := params(t, "{channels: {sms: {delivered: 90%, read: 60%, acknowledged: 30%, denied: 20%, looks_delivered: 5%}}}")
	ch, root := &p.Channels[0], rng.New(31, 0, 0)
	const n = 50_000
	attempt := func(key uint64, standing Standing) Outcome {
		return Attempt(ch, standing, true, true, root.Stream(key, 1, 1), 0)
	}
	for _, c := range []struct {
		what     string
		standing Standing
		want     float64
		is       func(Outcome) bool
	}{
		{"reached", Valid, .9, func(o Outcome) bool { return o.ReachedOwner }},
		{"read", Valid, .9 * .6, func(o Outcome) bool { return o.Read }},
		{"acknowledged", Valid, .9 * .6 * .3, func(o Outcome) bool { return o.Acknowledged }},
		{"delivered to a stranger", Reassigned, .9, func(o Outcome) bool { return o.LogDelivered && o.ReachedStranger && !o.ReachedOwner }},
		{"denied", Reassigned, .9 * .6 * .2, func(o Outcome) bool { return o.Denied }},
		{"delivered to nobody", Stale, .05, func(o Outcome) bool { return o.LogDelivered && !o.ReachedOwner && !o.ReachedStranger }},
	} {
		share(t, c.what, n, c.want, func(key uint64) bool { return c.is(attempt(key, c.standing)) })
	}
}

// TestMoreIsNeverLess: with the same chance a better channel never turns a
// success into a failure (common random numbers).
func TestMoreIsNeverLess(t *testing.T) {
	p := params(t, "{}")
	worse, root := p.Channels[0], rng.New(5, 0, 0)
	better := worse
	worse.Delivered, worse.Read, worse.Acknowledged = .5, .5, .5
	better.Delivered, better.Read, better.Acknowledged = .6, .7, .8
	gained := 0
	for key := range uint64(5000) {
		a := Attempt(&worse, Valid, true, true, root.Stream(key, 1, 1), 0)
		b := Attempt(&better, Valid, true, true, root.Stream(key, 1, 1), 0)
		if a.LogDelivered && !b.LogDelivered || a.Read && (!b.Read || a.At != b.At) || a.Acknowledged && !b.Acknowledged {
			t.Fatalf("customer %d: %+v and %+v", key, a, b)
		}
		if b.Read && !a.Read {
			gained++
		}
	}
	if gained == 0 {
		t.Error("nobody reads more on the better channel")
	}
}

func TestHours(t *testing.T) {
	p := params(t, "{}")
	cases.Check(t, "testdata/hours.txt", []string{"at_once", "08:00", "next_day"}, func(c *cases.Case) string {
		from := c.Time("from")
		at := p.Channels[0].Opens(from)
		morning := midnight(from).Add(8 * sim.Hour)
		switch {
		case p.Channels[0].Open(from) != (at == from):
			t.Errorf("%s: Open says %v", c.Text, at != from)
		case at == from:
			return "at_once"
		case at == morning:
			return "08:00"
		case at == morning.Add(sim.Day):
			return "next_day"
		}
		return "at some other time"
	})
}

// TestLatency: a message is read after its latency, a call at once; what would be
// read at night is read in the morning.
func TestLatency(t *testing.T) {
	sms, call := certain(t, "sms"), certain(t, "voice")
	noon := sim.Time(12 * sim.Hour)
	root := rng.New(3, 0, 0)
	soon, next := 0, 0
	const n = 20_000
	for key := range uint64(n) {
		o := Attempt(&sms, Valid, true, true, root.Stream(key, 1, 1), noon)
		if o.At <= noon.Add(10*sim.Minute) {
			soon++
		}
		if o.At.Day() > 0 {
			next++
		}
		if c := Attempt(&call, Valid, true, true, root.Stream(key, 1, 1), noon); c.At != noon {
			t.Fatalf("a call is answered after %v", c.At.Sub(noon))
		}
	}
	near(t, "read within the median", float64(soon)/n, .5, .5/141)
	if next == 0 {
		t.Error("nothing waits until the morning")
	}
}

func TestBelieved(t *testing.T) {
	var r Rules
	if problems := paramtest.Bind("{}", &r); len(problems) > 0 {
		t.Fatal(problems)
	}
	cases.Check(t, "testdata/believed.txt", []string{"reachable", "doubtful"}, func(c *cases.Case) string {
		var st State
		st.Correct(c.Time("verified"))
		now := c.Time("now")
		sent := Outcome{Sent: true, At: sim.Never}
		for _, what := range c.Words("then") {
			o := sent
			switch what {
			case "log_failed":
			case "log_ok":
				o.LogDelivered, o.ReachedOwner = true, true
			case "stranger":
				o.LogDelivered, o.ReachedStranger = true, true
			case "read":
				o.LogDelivered, o.ReachedOwner, o.Read, o.At = true, true, true, now
			case "acknowledged":
				o.LogDelivered, o.ReachedOwner, o.Read, o.Acknowledged, o.At = true, true, true, true, now
			case "denied":
				o.LogDelivered, o.ReachedStranger, o.Denied, o.At = true, true, true, now
			case "not_sent":
				o.Sent = false
			default:
				t.Fatalf("%s: nothing is called %s", c.Text, what)
			}
			st.Note(0, o)
		}
		if r.Believed(&st, now) {
			return "reachable"
		}
		return "doubtful"
	})
}

// TestFailuresSaturate: a customer who is never reached is not forgotten.
func TestFailuresSaturate(t *testing.T) {
	var st State
	st.Correct(0)
	for range 1000 {
		st.Note(0, Outcome{Sent: true, At: sim.Never})
	}
	if st.Failed() != 15 || Believed(&st, 0, sim.Day, 2) {
		t.Errorf("%d failures", st.Failed())
	}
}
