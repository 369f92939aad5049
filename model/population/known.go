package population

import (
	"math"
	"slices"

	"weir/model/account"
	"weir/model/activity"
	"weir/sim"
	"weir/sim/rng"
)

// purposeKnown draws what an own book does not tell.
const purposeKnown rng.Purpose = 0x010d

// Known is what an institution's own book tells of an account (rule P12).
type Known struct {
	Segment, Tier, Region, Age int // numbers, NotTold
	Vulnerable                 int // 1, 0, NotTold
	Balance                    int64
	Opened                     sim.Time
	LastActive                 sim.Time // the last activity that counts; Opened: none since
	Products                   uint8    // set of linked products, by bit

	HasBalance, HasActivity, HasProducts bool
}

// NotTold stands for a number that a book does not tell.
const NotTold = -1

// Counted says whether an operation counts as activity in a tier.
type Counted func(tier int, op account.Operation) bool

// Known draws a customer of whom a book tells something, at the instant start: her
// segment and law of activity given all that is told, then from that law her rates,
// whether she is gone already, and when she will next be active (rules P10, P12).
// Where the book does not tell a last activity, the Past is that of a customer who
// has been there for so long; else it is not to be asked.
func (src *Source) Known(st *State, key uint64, k Known, start sim.Time, laws *Laws) (Traits, Past) {
	s := src.book.Stream(key, purposeTraits, 0)
	one := src.pickLaw(k, start, s, laws)
	s.Uint64() // as for those who are drawn: the same uniforms mean the same things
	s.Uint64()
	t := src.traits(src.book, key, s, one.segment, one.activity)
	t.know(k)
	*st = State{Generation: st.Generation, Presence: Open, Opened: k.Opened, Next: sim.Never, Gone: sim.Never, Closes: sim.Never, Salary: sim.Never}
	st.be(t)
	a := &src.params.Activities[one.activity]
	o := src.book.Stream(key, purposeKnown, 0)
	st.Cause = a.cause(&o)
	var past Past
	var next float64
	now := src.clocks[one.activity].Even(start)
	if len(one.spells) > 0 {
		next = a.behind(st, one.pick(o.Float64()), k, &o, start, now)
	} else {
		past, next = a.sinceOpening(st, &o, start, now)
	}
	if st.Alive(start) {
		src.schedule(st, next, start)
		src.paySalary(st, key, start)
	}
	return t, past
}

// know puts what is told in the place of what was drawn.
func (t *Traits) know(k Known) {
	for _, x := range []struct {
		to   *int
		told int
	}{{&t.Tier, k.Tier}, {&t.Region, k.Region}, {&t.Age, k.Age}} {
		if x.told != NotTold {
			*x.to = x.told
		}
	}
	if k.Vulnerable != NotTold {
		t.Vulnerable = k.Vulnerable == 1
	}
	if k.HasBalance {
		t.Balance = k.Balance
	}
	if k.HasProducts {
		t.Products = k.Products
	}
}

// lawful is a segment and a law of activity that may be behind an account.
type lawful struct {
	segment, activity, tier int
	weight                  float64
	looked
}

// pickLaw draws the segment and the law of activity that an account follows, given
// what is told, with the first uniform of the stream: shares by how likely they make
// tier, region, age, vulnerability and recency. A law by itself is not weighed.
func (src *Source) pickLaw(k Known, start sim.Time, s rng.Stream, known *Laws) *lawful {
	laws := src.laws(k, start, s, known)
	if len(laws) == 1 {
		return &laws[0]
	}
	stationary := true // all tenures are those of a stationary book
	for i := range laws {
		g := &src.params.Segments[laws[i].segment]
		stationary = stationary && g.Tenure.Dist == nil && !math.IsInf(laws[i].stay, 1)
	}
	total := 0.0
	weights := make([]float64, len(laws))
	for i := range laws {
		one := &laws[i]
		weights[i] = one.weight * one.likelihood(k, stationary)
		total += weights[i]
	}
	if total <= 0 || math.IsNaN(total) { // no law of the population makes such an account
		total = 0
		for i := range laws {
			g := &src.params.Segments[laws[i].segment]
			weights[i] = g.Share * src.mixes[laws[i].segment].activities.share(laws[i].activity)
			total += weights[i]
		}
	}
	left := s.Float64() * total
	for i := range laws {
		if left -= weights[i]; left < 0 {
			return &laws[i]
		}
	}
	return &laws[len(laws)-1]
}

// likelihood is how likely a law makes what the book tells of tenure and silence.
func (l *lawful) likelihood(k Known, stationary bool) float64 {
	share := l.inBook
	if k.HasActivity {
		share = l.looked.evidence
	}
	if stationary {
		return share / l.stay
	}
	return share / l.inBook
}

// laws lists what may be behind an account, with how likely each makes what is told
// besides its recency.
func (src *Source) laws(k Known, start sim.Time, s rng.Stream, known *Laws) []lawful {
	var out []lawful
	s.Uint64()
	s.Uint64()
	u := s.Float64()
	for i := range src.params.Segments {
		if k.Segment != NotTold && i != k.Segment {
			continue
		}
		m := &src.mixes[i]
		tier, weight := k.Tier, src.params.Segments[i].Share*src.traitsTold(k, i)
		if tier == NotTold {
			tier = m.tiers.pick(u)
		}
		for j := range src.params.Activities {
			share := m.activities.share(j)
			if share == 0 {
				continue
			}
			one := lawful{segment: i, activity: j, tier: tier, weight: weight * share}
			if before := slices.IndexFunc(out, func(l lawful) bool { return l.activity == j && l.tier == tier }); before >= 0 {
				one.looked = out[before].looked
			} else {
				one.looked = known.of[j][tier].look(k, start)
			}
			out = append(out, one)
		}
	}
	return out
}

// traitsTold is how likely a segment makes the traits that are told.
func (src *Source) traitsTold(k Known, segment int) float64 {
	g, m := &src.params.Segments[segment], &src.mixes[segment]
	likely := 1.0
	for _, x := range []struct {
		mix  *chooser
		told int
	}{{&m.tiers, k.Tier}, {&m.regions, k.Region}, {&m.ages, k.Age}} {
		if x.told != NotTold {
			likely *= x.mix.share(x.told)
		}
	}
	switch k.Vulnerable {
	case 1:
		likely *= g.Vulnerable
	case 0:
		likely *= 1 - g.Vulnerable
	}
	return likely
}

// share is the part of a mix that falls on something.
func (c *chooser) share(what int) float64 {
	sum, below := 0.0, 0.0
	for i, upTo := range c.upTo {
		if c.what[i] == what {
			sum += upTo - below
		}
		below = upTo
	}
	return sum
}

// behind draws the customer behind a recency, and the even time of her next intent.
func (a *Activity) behind(st *State, standing activity.Standing, k Known, s *rng.Stream, start sim.Time, now float64) (next float64) {
	c := standing.Customer([4]float64{s.Float64(), s.Float64(), s.Float64(), s.Float64()})
	st.Rate = float32(c.Rate)
	if c.Gone {
		// The silence stands for all of its day: since the instant known it is as far.
		st.Gone = start - max(sim.Time(c.Since/standing.Length()*float64(start-k.LastActive)), 1)
		if a.Closing > 0 {
			st.Closes = after(start, s.Exp()*a.Closing.Days())
		}
		return math.Inf(1)
	}
	if rest := standing.RestOfLife(s.Float64()); !math.IsInf(rest, 1) {
		st.Gone = after(start, rest)
	}
	a.close(st, s)
	switch {
	case a.Off == 0:
		of := uint64(a.Regularity)
		return now + stages(of-uint64(c.Stage), s)*day/(c.Rate*float64(of))
	case c.Resting:
		now += s.Exp() * float64(a.Off)
	}
	st.Spell = now + s.Exp()*float64(a.On)
	return a.afterRests(st, c.Rate, s, now)
}

// sinceOpening draws a customer of whom only the tenure is told, what went before
// the start, and the even time of her next intent.
func (a *Activity) sinceOpening(st *State, s *rng.Stream, start sim.Time, now float64) (Past, float64) {
	rate := a.Rate.Sample(s)
	st.Rate = float32(rate)
	a.liveSince(st, s, st.Opened, start)
	since, next := a.equilibrium(st, rate, s, now)
	return Past{lived: math.Min(float64(start-st.Opened), float64(st.Gone)-float64(st.Opened)), since: since, rate: rate}, next
}
