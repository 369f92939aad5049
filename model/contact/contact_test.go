package contact

import (
	"math"
	"slices"
	"strings"
	"testing"

	"weir/sim"
	"weir/sim/param"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// params binds a contact group that must be right.
func params(t testing.TB, text string) *Params {
	t.Helper()
	p := new(Params)
	if problems := paramtest.Bind(text, p); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return p
}

// TestDeclared: what may not be said.
func TestDeclared(t *testing.T) {
	for _, c := range []struct {
		text string
		into param.Declarer
		want string
	}{
		{"{}", new(Params), ""},
		{"{channels: {sms: {delivered: 85%}, chat: {point: app}}}", new(Params), ""},
		{"{channels: {sms: {point: radio}}}", new(Params), "W116"},
		{"{channels: {sms: {hours: 8-21}}}", new(Params), "W201"},
		{"{channels: {sms: {hours: 21:00-08:00}}}", new(Params), "W201"},
		{"{channels: {sms: {hours: 08:00-24:00}}}", new(Params), ""},
		{"{channels: {sms: {hours: 08:00-24:01}}}", new(Params), "W201"},
		{"{channels: {chat: {hours: 09:00}}}", new(Params), "W201"},
		{"{people: {tells: {at_once: 50%, some_day: 50%}}}", new(Params), "W133"},
		{"{segments: {corporate: {tells: {some_day: 100%}}}}", new(Params), "W133"},
		{"{people: {number_change: 5/yr}}", new(Params), "W115"},
		{"{ladders: {default: {steps: [{channel: sms}]}}}", new(Rules), ""},
		{"{ladders: {default: {}}}", new(Rules), "W202"},
		{"{ladders: {default: {steps: []}}}", new(Rules), "W202"},
		{"{share: 3%, at: 2026-03-12}", new(Churn), ""},
		{"{share: 3%, rate: 1/yr}", new(Churn), ""},
		{"{share: 3%}", new(Churn), "W203"},
		{"{share: 3%, rate: 1/yr, at: 2026-03-12}", new(Churn), "W203"},
		{"{at: 2026-03-12}", new(Churn), "W106"},
	} {
		var found []string
		for _, p := range paramtest.Bind(c.text, c.into) {
			found = append(found, p.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestDeclarations: every parameter has a sentence, a ground and a default
// within its range.
func TestDeclarations(t *testing.T) {
	for _, into := range []param.Declarer{new(Params), new(Rules), new(Churn)} {
		s := param.New(param.Units{Currency: "CNY", Minor: 100})
		into.Declare(s)
		for _, fault := range s.Lint() {
			t.Errorf("%T: %s", into, fault)
		}
		for _, d := range s.Decls() {
			if d.Source == "" && d.Fields == nil && !d.Must {
				t.Errorf("%T: %s has no ground", into, d.Path)
			}
		}
	}
}

// TestSegments: a segment has what is said of it and else what is said of
// everybody, whichever stands first in the file.
func TestSegments(t *testing.T) {
	const people = "people: {number_change: 0.2/yr, email: 70%}"
	const segments = "segments: {young: {number_change: 0.3/yr, carriers: {C: 100%}}, old: {tells: {never: 100%}}}"
	for _, text := range []string{"{" + people + ", " + segments + "}", "{" + segments + ", " + people + "}"} {
		p := params(t, text)
		year := float64(sim.Year / sim.Day)
		for _, c := range []struct {
			segment       string
			change, email float64
			tells         string
		}{
			{"young", .3, .7, "at_once"},
			{"old", .2, .7, "never"},
			{"others", .2, .7, "at_once"},
		} {
			who := p.Of(c.segment)
			if math.Abs(who.NumberChange*year-c.change) > 1e-12 || who.Email != c.email || who.Tells[0].Name != c.tells || who.App != .49 {
				t.Errorf("%s of %s: %+v", c.segment, text, who)
			}
		}
		if got, want := p.Carriers(), []string{"all", "C"}; !slices.Equal(got, want) {
			t.Errorf("carriers %v, want %v", got, want)
		}
		src := NewSource(p, []string{"young", "others"}, rng.New(1, 0, 0), rng.New(1, 0, 0))
		var st State
		for segment, want := range []int{src.Carrier("C"), src.Carrier("all")} {
			if src.Newcomer(&st, 7, segment, 0); int(st.Carrier) != want {
				t.Errorf("segment %d has carrier %d, want %d", segment, st.Carrier, want)
			}
		}
	}
}

// TestChannels: those of the library are there without a word, a user's own come
// after them, and one written differs only in what is written.
func TestChannels(t *testing.T) {
	p := params(t, "{channels: {sms: {delivered: 85%, needs: [gateway]}, chat: {point: app, read: 20%}}}")
	var ids []string
	for _, c := range p.Channels {
		ids = append(ids, c.ID)
	}
	if want := []string{"sms", "voice", "push", "email", "letter", "emergency", "chat"}; !slices.Equal(ids, want) {
		t.Fatalf("channels %v, want %v", ids, want)
	}
	sms, chat := p.Channels[p.Channel("sms")], p.Channels[p.Channel("chat")]
	if sms.Delivered != .85 || sms.Read != .9 || !slices.Equal(sms.Needs, []string{"gateway"}) || sms.Point != Phone {
		t.Errorf("sms: %+v", sms)
	}
	if chat.Point != App || chat.Read != .2 || chat.Delivered != .95 {
		t.Errorf("chat: %+v", chat)
	}
	if got := p.Channel("pigeon"); got != -1 {
		t.Errorf("there is a channel %d called pigeon", got)
	}
}

// TestNames: what names a segment, a carrier or a system must be one.
func TestNames(t *testing.T) {
	sorts := []param.Sort{{Name: "segment", Known: []string{"young"}}, {Name: "system", Known: []string{"gateway"}}}
	set := func(text string, into param.Declarer) *param.Set {
		v, problems := param.Parse("file.yaml", []byte(text))
		s := param.New(param.Units{Currency: "CNY", Minor: 100})
		into.Declare(s)
		if problems = append(problems, s.Bind(v)...); len(problems) > 0 {
			t.Fatalf("%s: %v", text, problems)
		}
		return s
	}
	for _, c := range []struct {
		contact, churn string
		wrong          int
	}{
		{"{segments: {young: {carriers: {B: 100%}}}, channels: {sms: {needs: [gateway]}}}", "{share: 1%, rate: 1/yr, carrier: B}", 0},
		{"{segments: {old: {app: 10%}}}", "{share: 1%, rate: 1/yr}", 1},
		{"{channels: {sms: {needs: [gatway]}}}", "{share: 1%, rate: 1/yr}", 1},
		{"{}", "{share: 1%, rate: 1/yr, carrier: all}", 0},
		{"{}", "{share: 1%, rate: 1/yr, carrier: B}", 1},
	} {
		problems := param.Resolve(sorts, set(c.contact, new(Params)), set(c.churn, new(Churn)))
		if len(problems) != c.wrong {
			t.Errorf("%s, %s: %v", c.contact, c.churn, problems)
		}
	}
}
