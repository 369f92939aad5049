package desk

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim"
	"weir/sim/param"
	"weir/sim/rng"
)

// Known is a queue with known stationary values, fed by Poisson arrivals at the
// rates of its Config: a case of `weir verify --cases`.
type Known struct {
	ID     string
	Desk   Config
	Expect []Expectation
	Note   string

	expect *param.Value // as written, until it is read into Expect
}

// Expectation is one known value. Waits are over admitted arrivals, abandoned
// included; shares over all arrivals.
type Expectation struct {
	Name  string       // as written: wait.within(30m){high}
	What  Statistic    // which value
	Limit sim.Duration // of WaitWithin
	Class int          // index of the class, −1 for all together
	Want  float64      // seconds for waits, else a plain number
}

// Statistic is a value that a queue is known by.
type Statistic uint8

// The statistics.
const (
	WaitMean Statistic = iota
	WaitP95
	WaitProbability // of waiting at all
	WaitWithin      // of waiting no longer than the limit
	SystemMean      // number inside, over time
	QueueMean       // number waiting, over time
	BlockedShare
	AbandonedShare
	statistics
)

// statisticNames are the names in files.
var statisticNames = [statistics]string{"wait.mean", "wait.p95", "wait.probability", "wait.within", "in_system.mean", "queue.mean", "blocked.share", "abandoned.share"}

// Unit returns "s" for waits and "1" for numbers and shares.
func (s Statistic) Unit() string {
	if s == WaitMean || s == WaitP95 {
		return "s"
	}
	return "1"
}

// probability reports whether the statistic is one; its tolerance is absolute.
func (s Statistic) probability() bool {
	return s == WaitProbability || s == WaitWithin || s == BlockedShare || s == AbandonedShare
}

// Expected makes an Expectation from a name as in files, wait.within(30m){high};
// value is in seconds for waits.
func (k *Known) Expected(name string, limit sim.Duration, value float64) (Expectation, error) {
	e := Expectation{Name: name, Limit: limit, Class: -1, Want: value}
	rest, class, labelled := strings.Cut(name, "{")
	if labelled {
		e.Class = slices.IndexFunc(k.Desk.classes(), func(c Class) bool { return c.Name+"}" == class })
		if e.Class < 0 {
			return e, fmt.Errorf("%s: %s: no class of this desk", k.ID, name)
		}
	}
	base, _, within := strings.Cut(rest, "(")
	i := slices.Index(statisticNames[:], base)
	if i < 0 || within != (Statistic(i) == WaitWithin) {
		return e, fmt.Errorf("%s: %s is not a known statistic; want one of %s, with within(T), or with {class}",
			k.ID, name, strings.Join(statisticNames[:], ", "))
	}
	e.What = Statistic(i)
	return e, nil
}

// Result is what a simulation says about an expectation.
type Result struct {
	Name     string
	Unit     string
	Want     float64
	Estimate float64
	SE       float64
	Z        float64
	Low      float64 // 95 % interval
	High     float64
	OK       bool
	Why      string // not OK: what failed
}

// Replications are how often each known queue is simulated.
const Replications = 64

// The rule of acceptance (STATISTICS.md, last section).
const (
	relaxations = 20   // warm-up, in relaxation times
	worstZ      = 4    // |z| below this
	relative    = 0.04 // 4·SE at most this share of the value …
	absolute    = 0.01 // … or this, for a probability
	aim         = 0.9  // of the tolerance: what the run's length is chosen for
	tooMany     = 4e9  // arrivals that no verification is worth
)

// tolerance is what 4·SE may be at most.
func (e Expectation) tolerance() float64 {
	if e.What.probability() {
		return absolute
	}
	return relative * math.Abs(e.Want)
}

// Run simulates the queue long enough that acceptance is possible and judges
// each expectation. The outcome does not depend on the number of workers (0:
// as many as there are processors). It fails on a queue that has no stationary
// state, a broken identity, or a run that stays too short.
func (k Known) Run(seed uint64, workers int) ([]Result, error) {
	return k.run(seed, workers, func(*source) {})
}

// run is Run; prepare may tamper with each source, for tests that the rule
// bites.
func (k Known) run(seed uint64, workers int, prepare func(*source)) ([]Result, error) {
	if err := k.Desk.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", k.ID, err)
	}
	relaxation, err := k.relaxation()
	if err != nil {
		return nil, err
	}
	sources := make([]*source, Replications)
	for i := range sources {
		sources[i] = newSource(k, rng.New(seed, uint32(i), 0), relaxations*relaxation)
		prepare(sources[i])
	}
	length := k.pilot(relaxation)
	for range 6 {
		parallel(workers, sources, func(s *source) { s.extend(length) })
		factor := k.lengthen(sources)
		if factor <= 1 {
			break
		}
		length *= factor
		if length*k.rate() > tooMany/Replications {
			return nil, fmt.Errorf("%s: acceptance needs more than %.0g arrivals: too long a run", k.ID, tooMany)
		}
	}
	parallel(workers, sources, (*source).close)
	for _, s := range sources {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", k.ID, err)
		}
	}
	return k.judge(sources), nil
}

// parallel calls work for each source.
func parallel(workers int, sources []*source, work func(*source)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs := make(chan *source)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for s := range jobs {
				work(s)
			}
		})
	}
	for _, s := range sources {
		jobs <- s
	}
	close(jobs)
	group.Wait()
}

// rate returns the arrivals per microsecond.
func (k Known) rate() float64 {
	perDay := 0.0
	for _, c := range k.Desk.classes() {
		perDay += c.Arrivals
	}
	return perDay / float64(sim.Day)
}

// pilot returns the first length to try, in microseconds.
func (k Known) pilot(relaxation float64) float64 {
	return max(relaxations*relaxation, 500/k.rate())
}

// lengthen returns the factor by which the run must grow for every expectation
// to become decidable; at most 1 where it is long enough.
func (k Known) lengthen(sources []*source) float64 {
	factor := 0.0
	for i, e := range k.Expect {
		_, se := e.estimate(sources, i)
		need := 4 * se / e.tolerance()
		if math.IsNaN(need) || se == 0 {
			need = 3 // nothing seen yet
		}
		if need > 1 {
			need /= aim
		}
		factor = max(factor, need*need)
	}
	return min(factor, 400)
}

// judge applies the rule of acceptance.
func (k Known) judge(sources []*source) []Result {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: Replications - 1}.Quantile(0.975)
	var results []Result
	for i, e := range k.Expect {
		mean, se := e.estimate(sources, i)
		r := Result{Name: e.Name, Unit: e.What.Unit(), Want: e.Want, Estimate: mean, SE: se,
			Z: (mean - e.Want) / se, Low: mean - t*se, High: mean + t*se}
		switch {
		case !(se > 0):
			r.Why = "nothing was observed"
		case 4*se > e.tolerance():
			r.Why = "too short a run: 4·SE is above the tolerance"
		case math.Abs(r.Z) >= worstZ:
			r.Why = fmt.Sprintf("%.1f standard errors from the known value", math.Abs(r.Z))
		default:
			r.OK = true
		}
		results = append(results, r)
	}
	return results
}
