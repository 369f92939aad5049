package verdict

import (
	"sync"

	"weir/sim/rng"
	"weir/sim/stat"
)

// Experiment decides about something whose truth is known, many times over, and
// counts how often that goes wrong: it shows that verdicts err no more often
// than they promise.
type Experiment struct {
	Name   string
	Claims []Claim
	trial  func(s *rng.Stream) []bool // which claims' events occurred
}

// Claim is what an experiment must show: in which share of trials an event
// occurs.
type Claim struct {
	Event string
	Least float64
	Most  float64
}

// Counted is what an experiment has shown of a claim.
type Counted struct {
	Experiment string
	Claim
	Trials int
	Events int
	Share  float64
	Low    float64 // exact bounds of the share, of error countError each
	High   float64
}

// countError is small, since a verification counts many events.
const countError = .001

// purposeTrial is the values of one trial.
const purposeTrial rng.Purpose = 0x7b02

// Run makes the trials on so many workers. Trial i draws from replication i of
// the seed, so that the counts depend on trials and seed only.
func (e Experiment) Run(trials int, seed uint64, workers int) []Counted {
	counts := make([][]int, max(1, workers))
	var done sync.WaitGroup
	for w := range counts {
		counts[w] = make([]int, len(e.Claims))
		done.Go(func() {
			for i := w; i < trials; i += len(counts) {
				stream := rng.New(seed, uint32(i), 0).Stream(0, purposeTrial, 0)
				for c, occurred := range e.trial(&stream) {
					if occurred {
						counts[w][c]++
					}
				}
			}
		})
	}
	done.Wait()
	out := make([]Counted, len(e.Claims))
	for c, claim := range e.Claims {
		events := 0
		for w := range counts {
			events += counts[w][c]
		}
		out[c] = Count(e.Name, claim, events, trials)
	}
	return out
}

// Count is what so many independent trials show of a claim, its event having
// occurred in some of them.
func Count(experiment string, claim Claim, events, trials int) Counted {
	c := Counted{Experiment: experiment, Claim: claim, Trials: trials, Events: events}
	c.Share = stat.Probability(events, trials, shownLevel).Mean
	c.Low, c.High = countBounds(events, trials, countError)
	return c
}

// Verdict judges a claim by what was counted: PASS where the bounds lie within
// it, FAIL where they lie outside, INCONCLUSIVE where there were too few trials
// to tell.
func (c Counted) Verdict() Verdict {
	switch {
	case c.Trials == 0:
		return NoData
	case c.Low >= c.Least && c.High <= c.Most:
		return Pass
	case c.High < c.Least || c.Low > c.Most:
		return Fail
	}
	return Inconclusive
}
