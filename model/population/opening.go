package population

import (
	"math"

	"weir/model/account"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/rng"
)

// The purposes of this package's draws.
const (
	purposeTraits  rng.Purpose = 0x0101 // who she is
	purposeOpening rng.Purpose = 0x0102 // rate, tenure, what happened before the start
	purposeIntent  rng.Purpose = 0x0103 // the n-th intent and the gap after it
	purposeSalary  rng.Purpose = 0x0104 // by month
	purposeBalance rng.Purpose = 0x0105
	purposeHistory rng.Purpose = 0x0106 // a year's outflow, for an assessed limit
	purposeEntry   rng.Purpose = 0x0107 // when a new place in the book is taken
	purposePast    rng.Purpose = 0x0108 // what the intents before the start were about
	// 0x0109 belongs to identity.go
	purposeHabit    rng.Purpose = 0x010a // the channel she prefers
	purposeProducts rng.Purpose = 0x010b // linked products, by number in the segment
	purposeFurther  rng.Purpose = 0x010c // whether she has an n-th further account
	purposeOffer    rng.Purpose = 0x010d // whether she takes the offer of a tier, by its name
)

// Traits are what a customer is besides her latent process.
type Traits struct {
	Segment, Activity, Region, Age, Tier int
	Vulnerable                           bool
	Products                             uint8 // set of linked products, by bit
	Balance                              int64
}

// Source draws a population: the parameters made ready, bound to one
// replication's chance.
type Source struct {
	params     *Params
	root       rng.Root  // latent processes
	book       rng.Root  // the opening book; the same in all replications if drawn once
	clocks     []*Clock  // by activity
	operations []chooser // by activity
	days       Days
	segments   chooser
	mixes      []mixes      // by segment
	payDays    [][]sim.Time // by activity: midnights of the salary days
}

// mixes are a segment's choosers.
type mixes struct {
	activities, tiers, channels, regions, ages chooser

	products []int // numbers of the segment's products
}

// Names are the numbers of things that a population only names.
type Names struct {
	Tier, Channel, Region, Age, Product func(name string) int
}

// NewSource makes a source. The clocks cover the days first..last-1.
func NewSource(p *Params, names Names, days Days, first, last int, root, book rng.Root) *Source {
	src := &Source{params: p, root: root, book: book, days: days}
	shares := make([]param.Weighted, len(p.Segments))
	for i, g := range p.Segments {
		shares[i] = param.Weighted{Name: g.ID, Share: g.Share}
		src.mixes = append(src.mixes, mixes{
			activities: newChooser(g.Activities, p.activity),
			tiers:      newChooser(g.Tiers, names.Tier),
			channels:   newChooser(g.Channels, names.Channel),
			regions:    newChooser(g.Regions, names.Region),
			ages:       newChooser(g.Ages, names.Age),
		})
		for _, product := range g.Products {
			m := &src.mixes[i]
			m.products = append(m.products, names.Product(product.Name))
		}
	}
	src.segments = newChooser(shares, func(name string) int { return p.segment(name) })
	for i := range p.Activities {
		a := &p.Activities[i]
		src.operations = append(src.operations, newChooser(a.Kinds, func(name string) int { op, _ := account.OperationNamed(name); return int(op) }))
		src.clocks = append(src.clocks, NewClock(&a.Profile, days, first, last))
		src.payDays = append(src.payDays, salaryDays(days, int(a.SalaryDay), first, last))
	}
	return src
}

func (p *Params) activity(id string) int {
	for i, a := range p.Activities {
		if a.ID == id {
			return i
		}
	}
	return -1
}

func (p *Params) segment(id string) int {
	for i, g := range p.Segments {
		if g.ID == id {
			return i
		}
	}
	return -1
}

// Traits draws who the customer with the key is: from the book's chance for
// those who are in it at the start, from the replication's for newcomers.
func (src *Source) Traits(key uint64, newcomer bool) Traits {
	root := src.book
	if newcomer {
		root = src.root
	}
	s := root.Stream(key, purposeTraits, 0)
	segment := src.segments.pick(s.Float64())
	activity := src.mixes[segment].activities.pick(s.Float64())
	return src.traits(root, key, s, segment, activity)
}

// Successor draws who takes over a place in the book: a customer of the segment
// and the law of activity of the one before. Otherwise those who leave soon
// would become ever fewer, and the book would not be stationary.
func (src *Source) Successor(key uint64, before *State) Traits {
	s := src.root.Stream(key, purposeTraits, 0)
	s.Uint64() // segment and activity are handed on
	s.Uint64()
	return src.traits(src.root, key, s, int(before.Segment), int(before.Activity))
}

// FurtherAccount draws a further account of the person who holds one already: she
// is the same, its use and balance are its own (rule P11).
func (src *Source) FurtherAccount(key uint64, person *State, newcomer bool) Traits {
	root := src.book
	if newcomer {
		root = src.root
	}
	s := root.Stream(key, purposeTraits, 0)
	s.Uint64() // the segment is hers
	segment := int(person.Segment)
	activity := src.mixes[segment].activities.pick(s.Float64())
	t := src.traits(root, key, s, segment, activity)
	t.Region, t.Age, t.Vulnerable = int(person.Region), person.Age(), person.Vulnerable()
	return t
}

// Further returns how many accounts besides the first the customer with the key
// has, at most so many (rule P11).
func (src *Source) Further(key uint64, most int) int {
	share := src.params.Segments[src.Traits(key, false).Segment].Further
	for n := range most {
		if src.book.Uniform(key, purposeFurther, uint64(n)) >= share {
			return n
		}
	}
	return most
}

// traits draws the rest of who a customer is.
func (src *Source) traits(root rng.Root, key uint64, s rng.Stream, segment, activity int) Traits {
	g, m := &src.params.Segments[segment], &src.mixes[segment]
	t := Traits{Segment: segment, Activity: activity}
	t.Tier = m.tiers.pick(s.Float64())
	t.Region = m.regions.pick(s.Float64())
	t.Age = m.ages.pick(s.Float64())
	t.Vulnerable = s.Float64() < g.Vulnerable
	s = root.Stream(key, purposeBalance, 0)
	t.Balance = round(g.Balance.Sample(&s))
	for i, p := range g.Products {
		if root.Uniform(key, purposeProducts, uint64(i)) < p.Share {
			t.Products |= 1 << m.products[i]
		}
	}
	return t
}

func (st *State) be(t Traits) {
	st.Segment, st.Activity, st.Region = uint8(t.Segment), uint8(t.Activity), uint8(t.Region)
	st.Band = uint8(t.Age) << 1
	if t.Vulnerable {
		st.Band |= 1
	}
}

// Stock draws a customer of the opening book at the instant start: her rates,
// how long she has been there, whether she is gone already, and when she was
// last and will next be active, from their exact laws (rule P10).
func (src *Source) Stock(st *State, key uint64, t Traits, start sim.Time) Past {
	a := &src.params.Activities[t.Activity]
	s := src.book.Stream(key, purposeOpening, 0)
	*st = State{Generation: st.Generation, Presence: Open, Next: sim.Never, Salary: sim.Never}
	st.be(t)
	rate := a.Rate.Sample(&s)
	st.Rate = float32(rate)
	tenure := a.presence(st, &src.params.Segments[t.Segment], &s, start)
	st.Opened = start - sim.Time(tenure)
	since, next := a.equilibrium(st, rate, &s, src.clocks[t.Activity].Even(start))
	if st.Alive(start) {
		src.schedule(st, next, start)
		src.paySalary(st, key, start)
	}
	return Past{lived: math.Min(tenure, float64(st.Gone)-float64(st.Opened)), since: since, rate: rate}
}

// Past is what went before the start of the run: how long the customer has been
// active, and how long before the end of that her last intent was.
type Past struct{ lived, since, rate float64 }

// LastCounted goes back from intent to intent to the last one that counts, and on
// to the one before it, and returns when they were: the opening of the account
// where there was none since.
func (src *Source) LastCounted(st *State, key uint64, p Past, counts func(op account.Operation, amount int64) bool) (last, before sim.Time) {
	a := &src.params.Activities[st.Activity]
	s := src.book.Stream(key, purposePast, 0)
	back := func(since float64) float64 {
		for since < p.lived {
			op := account.Operation(src.operations[st.Activity].pick(s.Float64()))
			if counts(op, src.amount(st.Segment, op, &s)) {
				break
			}
			since += a.gapBefore(p.rate, &s)
		}
		return since
	}
	when := func(since float64) sim.Time { return st.Opened + sim.Time(p.lived-math.Min(since, p.lived)) }
	since := back(p.since)
	last = when(since)
	if since < p.lived {
		since = back(since + a.gapBefore(p.rate, &s))
	}
	return last, when(since)
}

// historyDraws is how many operations an account's past is judged by.
const historyDraws = 24

// History returns about how many transactions an account of the opening book has
// carried out and how much went out, in minor units: as many as its rate makes of
// its life, of the sizes that some draws show (rules T6, P10).
func (src *Source) History(st *State, key uint64, p Past, carried func(op account.Operation, amount int64) bool) (transactions, out int64) {
	a := &src.params.Activities[st.Activity]
	s := src.book.Stream(key, purposeHistory, 1)
	var seen int
	var moved int64
	for range historyDraws {
		op := account.Operation(src.operations[st.Activity].pick(s.Float64()))
		amount := src.amount(st.Segment, op, &s)
		if op.Direction() == account.Still || !carried(op, amount) {
			continue
		}
		seen++
		if op.Direction() == account.Out {
			moved += amount
		}
	}
	intents := float64(p.rate * a.activeShare() * p.lived / day)
	return int64(intents * float64(seen) / historyDraws), int64(intents * float64(moved) / historyDraws)
}

// TakesOffer says whether the customer with the key does what a tier takes when it
// is offered to her.
func (src *Source) TakesOffer(st *State, key, tier uint64) bool {
	return src.book.Uniform(key, purposeOffer, tier) < src.params.Segments[st.Segment].Offers
}

// Newcomer draws a customer who opens an account at the instant at.
func (src *Source) Newcomer(st *State, key uint64, t Traits, at sim.Time) {
	a := &src.params.Activities[t.Activity]
	s := src.root.Stream(key, purposeOpening, 0)
	*st = State{Generation: st.Generation, Presence: Open, Opened: at, Next: sim.Never, Salary: sim.Never}
	st.be(t)
	rate := a.Rate.Sample(&s)
	st.Rate = float32(rate)
	a.live(st, &s, at)
	st.Cause = a.cause(&s)
	_, next := a.equilibrium(st, rate, &s, src.clocks[t.Activity].Even(at))
	src.schedule(st, next, at)
	src.paySalary(st, key, at)
}

// presence draws tenure, dropout and closing of the opening book, and returns
// the tenure in microseconds.
//
// Without a declared tenure the book is stationary: places in the book are held
// by customers one after the other, each for a lifetime and then until closing.
// A place is found in its holder's lifetime with probability L/(L+c), L the
// mean lifetime and c the mean time to closing; then age and rest of life are
// both exponential with the holder's rate. A rate drawn from a gamma law is
// found with its density over itself, a gamma law of one shape less.
func (a *Activity) presence(st *State, g *Segment, s *rng.Stream, start sim.Time) float64 {
	st.Gone, st.Closes = sim.Never, sim.Never
	st.Cause = a.cause(s)
	if g.Tenure.Dist != nil {
		tenure := math.Max(g.Tenure.Sample(s), 0)
		a.liveSince(st, s, start-sim.Time(tenure), start)
		return tenure
	}
	lifetime := a.meanLifetime()
	closing := a.Closing.Days()
	alive := math.IsInf(lifetime, 1) || s.Float64() < lifetime/(lifetime+closing)
	if math.IsInf(lifetime, 1) {
		// Nobody ever goes: any tenure is stationary; ten years on average.
		return s.Exp() * 10 * float64(sim.Year)
	}
	if alive {
		mu := a.dropout(s, 1)
		tenure := s.Exp() / mu * day
		st.Gone = after(start, s.Exp()/mu)
		a.close(st, s)
		return tenure
	}
	mu := a.dropout(s, 0)
	gone := s.Exp() * closing * day
	st.Gone = start - sim.Time(gone)
	st.Closes = after(start, s.Exp()*closing)
	return gone + s.Exp()/mu*day
}

// liveSince draws a life of which the account is still in the book at an instant:
// lifetimes whose accounts would be closed by then are not.
func (a *Activity) liveSince(st *State, s *rng.Stream, opened, start sim.Time) {
	for range 10_000 {
		if a.live(st, s, opened); st.Closes > start {
			return
		}
	}
}

// dropout draws a customer's dropout rate per day; a gamma law with less shape
// is the one met in a stationary book.
func (a *Activity) dropout(s *rng.Stream, less float64) float64 {
	if shape, mean, ok := dist.AsGamma(a.Dropout.Dist); ok {
		return s.Gamma(shape-less) * mean / shape
	}
	return a.Dropout.Sample(s)
}

// meanLifetime returns the mean of 1/μ in days; +Inf if nobody is ever gone.
func (a *Activity) meanLifetime() float64 {
	if shape, mean, ok := dist.AsGamma(a.Dropout.Dist); ok {
		if shape <= 1 {
			return math.Inf(1)
		}
		return shape / mean / (shape - 1)
	}
	return 1 / a.Dropout.Mean()
}

// live draws how long a customer who opens an account at the instant opened
// will be there, and when the account is closed after that.
func (a *Activity) live(st *State, s *rng.Stream, opened sim.Time) {
	st.Gone, st.Closes = sim.Never, sim.Never
	if mu := a.dropout(s, 0); mu > 0 {
		st.Gone = after(opened, s.Exp()/mu)
	}
	a.close(st, s)
}

// close draws when the account of a customer who will be gone is closed.
func (a *Activity) close(st *State, s *rng.Stream) {
	if a.Closing > 0 && st.Gone != sim.Never {
		st.Closes = after(st.Gone, s.Exp()*a.Closing.Days())
	}
}

func (a *Activity) cause(s *rng.Stream) uint8 {
	u := s.Float64()
	for _, w := range a.Causes {
		if u -= w.Share; u < 0 {
			for i, name := range Causes {
				if name == w.Name {
					return uint8(i)
				}
			}
		}
	}
	return 0
}

// equilibrium draws the time since the last intent, in microseconds, and the
// even time of the next one, of a process met in equilibrium at the even time now.
//
// With Erlang-k gaps the present stage is uniform on 1..k: the time since the
// last intent is Erlang of the stage, the time to the next one Erlang of what
// remains. A process is in equilibrium from the opening on, so that this holds
// at every tenure.
func (a *Activity) equilibrium(st *State, rate float64, s *rng.Stream, now float64) (since, next float64) {
	if rate <= 0 {
		return math.Inf(1), math.Inf(1)
	}
	if a.Off > 0 {
		return a.equilibriumWithRests(st, rate, s, now)
	}
	k := uint64(a.Regularity)
	stage := s.Below(k) + 1
	scale := day / (rate * float64(k))
	since = stages(stage, s) * scale
	return since, now + float64(stages(k-stage+1, s)*scale)
}

// stages draws the sum of n exponentials of mean 1.
func stages(n uint64, s *rng.Stream) float64 {
	sum := 0.0
	for range n {
		sum += s.Exp()
	}
	return sum
}

// gapBefore draws the time from an intent back to the one before it: run
// backwards, all these processes have the same law.
func (a *Activity) gapBefore(rate float64, s *rng.Stream) float64 {
	if a.Off > 0 {
		return a.backThroughSpells(true, rate, s)
	}
	return stages(uint64(a.Regularity), s) * day / (rate * float64(a.Regularity))
}

// backThroughSpells goes back through active and resting spells, whose lengths
// are exponential, until it meets an intent, and returns how far that is.
func (a *Activity) backThroughSpells(active bool, rate float64, s *rng.Stream) float64 {
	since := 0.0
	for ; since < maxEven; active = !active {
		if !active {
			since += s.Exp() * float64(a.Off)
			continue
		}
		spell, gap := s.Exp()*float64(a.On), s.Exp()/rate*day
		if gap < spell {
			return since + gap
		}
		since += spell
	}
	return since
}

func (a *Activity) equilibriumWithRests(st *State, rate float64, s *rng.Stream, now float64) (since, next float64) {
	on, off := float64(a.On), float64(a.Off)
	active := s.Float64() < on/(on+off)
	since = a.backThroughSpells(active, rate, s)
	at := now
	if !active {
		at += s.Exp() * off
	}
	st.Spell = at + s.Exp()*on
	return since, a.afterRests(st, rate, s, at)
}

// afterRests returns the even time of the first intent after at, an instant of
// an active spell.
func (a *Activity) afterRests(st *State, rate float64, s *rng.Stream, at float64) float64 {
	for at < maxEven {
		gap := s.Exp() / rate * day
		if at+gap < st.Spell {
			return at + gap
		}
		at = st.Spell + s.Exp()*float64(a.Off)
		st.Spell = at + s.Exp()*float64(a.On)
	}
	return at
}

// schedule enters the next intent, unless she is gone by then. It is not before
// now: the clock's rounding may turn a very short gap into less than none.
func (src *Source) schedule(st *State, even float64, now sim.Time) {
	st.Next = sim.Never
	if even < maxEven {
		if at := max(src.clocks[st.Activity].Calendar(even), now); at < st.Gone {
			st.Next = at
		}
	}
}

// maxEven keeps even times that no run reaches from overflowing: 10,000 years.
const maxEven = 3.2e17

// after returns the instant some days after t, or Never if beyond all runs.
func after(t sim.Time, days float64) sim.Time {
	us := float64(days * day)
	if us > maxEven {
		return sim.Never
	}
	return t + sim.Time(us)
}

func round(x float64) int64 { return int64(math.Round(x)) }
