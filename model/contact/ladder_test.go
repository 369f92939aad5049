package contact

import (
	"slices"
	"testing"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// rules binds a contact group of a policy that must be right.
func rules(t testing.TB, text string) *Rules {
	t.Helper()
	r := new(Rules)
	if problems := paramtest.Bind(text, r); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return r
}

// ladder binds a ladder to an institution's channels.
func ladder(t testing.TB, r *Rules, id string, p *Params) Ladder {
	t.Helper()
	l := r.Ladder(id)
	if unknown := l.Bind(p); unknown != "" {
		t.Fatalf("there is no channel %s", unknown)
	}
	return l
}

func TestNext(t *testing.T) {
	p := params(t, "{}")
	var words []string
	for _, c := range p.Channels {
		words = append(words, c.ID)
	}
	words = slices.DeleteFunc(append(words, "end"), func(id string) bool { return id == "email" })
	r := rules(t, "{ladders: {default: {steps: [{channel: sms}, {channel: voice}, {channel: push}, {channel: letter}, {channel: emergency}]}}}")
	l := ladder(t, r, "default", p)
	cases.Check(t, "testdata/ladder.txt", words, func(c *cases.Case) string {
		l.Learned = c.Flag("learned")
		var st State
		for _, point := range c.Words("has") {
			st.points |= 1 << slices.Index(PointNames, point)
		}
		best := p.Channel(c.Word("best"))
		step, channel, _, ok := l.Next(p, &st, best, int(c.Number("taken")))
		if !ok {
			return "end"
		}
		if p.Channels[channel].ID != step.Channel {
			t.Errorf("%s: channel %d for %s", c.Text, channel, step.Channel)
		}
		return step.Channel
	})
}

// TestEarlier: an attempt is named by how many steps by its channel come before,
// whatever other steps there are and whichever is drawn forward.
func TestEarlier(t *testing.T) {
	p := params(t, "{}")
	sms, voice := p.Channel("sms"), p.Channel("voice")
	r := rules(t, "{ladders: {a: {steps: [{channel: sms}, {channel: voice}, {channel: sms}, {channel: voice}]}, b: {learned: true, steps: [{channel: sms}, {channel: sms}, {channel: voice}, {channel: voice}]}}}")
	a, b := ladder(t, r, "a", p), ladder(t, r, "b", p)
	for _, c := range []struct {
		l                    *Ladder
		channel, best, taken int
		want                 int
	}{
		{&a, sms, -1, 1, 0}, {&a, voice, -1, 2, 0}, {&a, sms, -1, 3, 1}, {&a, voice, -1, 4, 1},
		{&b, voice, voice, 1, 0}, {&b, sms, voice, 2, 0}, {&b, sms, voice, 3, 1}, {&b, voice, voice, 4, 1},
	} {
		if got := c.l.Earlier(c.channel, c.best, p, c.taken); got != c.want {
			t.Errorf("%s: the attempt %d by channel %d has %d before it, want %d", c.l.ID, c.taken, c.channel, got, c.want)
		}
	}
}

// TestWholeLadder: from the first step to the last every point on file is tried
// once, whatever is learned.
func TestWholeLadder(t *testing.T) {
	p := params(t, "{}")
	r := rules(t, "{ladders: {default: {learned: true, steps: [{channel: sms}, {channel: voice}, {channel: push}, {channel: letter}, {channel: emergency}]}}}")
	l := ladder(t, r, "default", p)
	for best := -1; best < len(p.Channels); best++ {
		for points := uint8(0); points < 1<<Points; points++ {
			st := State{points: points}
			var tried []string
			for taken, more := 0, true; more; {
				var step Step
				if step, _, taken, more = l.Next(p, &st, best, taken); more {
					tried = append(tried, step.Channel)
				}
			}
			want := []string{"sms", "voice", "letter"}
			if st.OnFile(App) {
				want = append(want, "push")
			}
			if st.OnFile(Emergency) {
				want = append(want, "emergency")
			}
			slices.Sort(tried)
			slices.Sort(want)
			if !slices.Equal(tried, want) {
				t.Fatalf("best %d, points %b: tried %v, want %v", best, points, tried, want)
			}
		}
	}
}

// TestLadders: a policy that says nothing sends a single short message (C4); one
// that has no ladder of a name has the default's.
func TestLadders(t *testing.T) {
	p := params(t, "{}")
	if l := ladder(t, rules(t, "{}"), "dormancy", p); len(l.Steps) != 1 || l.Steps[0].Channel != "sms" || l.Learned || l.ActiveHours {
		t.Errorf("the baseline is %+v", l)
	}
	r := rules(t, "{ladders: {default: {steps: [{channel: letter, wait: 7d}]}, due: {steps: [{channel: push}, {}]}}}")
	if l := ladder(t, r, "dormancy", p); l.ID != "default" || l.Steps[0].Channel != "letter" || l.Steps[0].Wait != 7*sim.Day {
		t.Errorf("the default is %+v", l)
	}
	if l := ladder(t, r, "due", p); len(l.Steps) != 2 || l.Steps[1].Channel != "sms" || l.Steps[1].Wait != 3*sim.Day {
		t.Errorf("due is %+v", l)
	}
	unknown := rules(t, "{ladders: {default: {steps: [{channel: sms}, {channel: pigeon}]}}}").Ladder("default")
	if got := unknown.Bind(p); got != "pigeon" {
		t.Errorf("the unknown channel is %q", got)
	}
}

// TestSendAt: with active hours nothing is sent at night.
func TestSendAt(t *testing.T) {
	p := params(t, "{}")
	night, morning := sim.Time(2*sim.Hour), sim.Time(8*sim.Hour)
	for active, want := range map[bool]sim.Time{false: night, true: morning} {
		l := Ladder{ActiveHours: active}
		if got := l.SendAt(&p.Channels[0], night); got != want {
			t.Errorf("active hours %v: sent at %d, want %d", active, got, want)
		}
	}
}

// TestThreeChannels: independent notice on three channels that reach .90, .55 and
// .40 reaches with probability .973, 1 − .1·.45·.6; and the ladder stops where
// it is acknowledged.
func TestThreeChannels(t *testing.T) {
	p := params(t, `{channels: {
		sms: {delivered: 90%, read: 100%, acknowledged: 100%},
		email: {delivered: 55%, read: 100%, acknowledged: 100%},
		letter: {delivered: 40%, read: 100%, acknowledged: 100%}},
		people: {number_change: 0/yr, email: 100%, address: 100%}}`)
	l := ladder(t, rules(t, "{ladders: {default: {steps: [{channel: sms}, {channel: email}, {channel: letter}]}}}"), "default", p)
	src := NewSource(p, []string{"all"}, rng.New(17, 0, 0), rng.New(17, 0, 1))
	const n = 200_000
	steps := 0
	share(t, "reached on three channels", n, .973, func(key uint64) bool {
		var st State
		src.Newcomer(&st, key, 0, 0)
		best := st.Best()
		for taken := 0; ; {
			_, channel, now, ok := l.Next(p, &st, best, taken)
			if !ok {
				return false
			}
			ch := &p.Channels[channel]
			o := Attempt(ch, st.Standing(ch.Point, 0), true, true, src.Chance(key, uint64(taken)), 0)
			st.Note(channel, o)
			taken = now
			steps++
			if o.Acknowledged {
				if st.Best() != channel {
					t.Fatalf("she answered on %d, learned %d", channel, st.Best())
				}
				return true
			}
		}
	})
	if mean, want := float64(steps)/n, 1+.1+.1*.45; mean < want-.01 || mean > want+.01 {
		t.Errorf("%v attempts a customer, want %v", mean, want)
	}
}
