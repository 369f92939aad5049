package desk

import (
	"errors"
	"fmt"
	"math"

	"weir/sim"
	"weir/sim/rng"
	"weir/sim/stat"
)

// source feeds one replication of a known queue and measures it.
type source struct {
	known   Known
	desk    *Desk
	send    func(sim.Time, Case) // the desk's Arrive
	streams []rng.Stream         // of gaps, by class
	gaps    []float64            // mean gap, by class, microseconds
	next    []sim.Time           // next arrival, by class; Never where there is none
	number  []uint64             // arrivals so far, by class

	from, until sim.Time // the window: arrivals in it are measured
	block       sim.Duration
	open        int64 // measured cases that have not ended
	offered     int64
	first       []area // areas at the window's start, by expectation
	last        []area // at its end
	counts      []count
	waits       []*waits // for quantiles, by expectation
	note        func(Outcome)
}

// area is a level's time integral.
type area = stat.Sum128

// count is a numerator over a denominator.
type count struct{ num, den int64 }

// measured is the Tag of arrivals in the window.
const measured = 1

// arrivalsPerBlock are handed to the desk at a time.
const arrivalsPerBlock = 8

func newSource(k Known, root rng.Root, warmup float64) *source {
	classes := k.Desk.classes()
	s := &source{
		known: k, desk: New(k.Desk, nil, root, 0, 0),
		from:    sim.Time(math.Ceil(warmup)),
		block:   max(1, sim.Duration(arrivalsPerBlock/k.rate())),
		number:  make([]uint64, len(classes)),
		counts:  make([]count, len(k.Expect)),
		waits:   make([]*waits, len(k.Expect)),
		streams: make([]rng.Stream, len(classes)),
		gaps:    make([]float64, len(classes)),
		next:    make([]sim.Time, len(classes)),
	}
	s.until, s.note, s.send = s.from, s.record, s.desk.Arrive
	for i, e := range k.Expect {
		if e.What == WaitP95 {
			s.waits[i] = new(waits)
		}
	}
	for i := range classes {
		s.streams[i] = root.Stream(uint64(i), s.desk.purpose(drawGap), 0)
		s.next[i] = sim.Never
		if classes[i].Arrivals > 0 {
			s.next[i], s.gaps[i] = 0, float64(sim.Day)/classes[i].Arrivals
			s.step(i)
		}
	}
	return s
}

// step moves a class on to its next Poisson arrival.
func (s *source) step(class int) {
	s.next[class] += sim.Time(math.Round(s.streams[class].Exp() * s.gaps[class]))
}

// extend measures until the window has a length in microseconds.
func (s *source) extend(length float64) {
	if s.first == nil {
		s.feed(s.from, 0)
		s.first = s.areas()
	}
	s.until = s.from + sim.Time(length)
	s.feed(s.until, measured)
	s.last = s.areas()
}

// close lets arrivals go on until every measured case has ended.
func (s *source) close() {
	for s.open > 0 {
		s.feed(s.desk.State.Now.Add(s.block), 0)
	}
}

// feed brings arrivals and the desk up to an instant.
func (s *source) feed(until sim.Time, tag uint64) {
	for at := s.desk.State.Now; at < until; {
		at = min(at.Add(s.block), until)
		for class := range s.next {
			for s.next[class] < at {
				s.send(s.next[class], Case{
					Entity: uint64(class)<<56 | s.number[class], Tag: tag, Class: uint16(class),
				})
				s.number[class]++
				s.offered++
				s.open += int64(tag)
				s.step(class)
			}
		}
		s.desk.Advance(at, s.note)
	}
}

// record counts an outcome of a measured case for each expectation.
func (s *source) record(o Outcome) {
	if o.Tag != measured {
		return
	}
	if !o.Again {
		s.open--
	}
	for i := range s.known.Expect {
		e := &s.known.Expect[i]
		if e.Class >= 0 && e.Class != int(o.Class) {
			continue
		}
		if w := s.waits[i]; w != nil && o.Kind != Blocked {
			w.add(int64(o.Wait()))
		}
		s.counts[i].add(e.count(o))
	}
}

// count returns what one outcome adds to a ratio.
func (e *Expectation) count(o Outcome) count {
	wait, admitted := o.Wait(), one(o.Kind != Blocked)
	switch e.What {
	case WaitMean:
		return count{int64(wait) * admitted, admitted}
	case WaitProbability:
		return count{one(wait > 0) * admitted, admitted}
	case WaitWithin:
		return count{one(wait <= e.Limit) * admitted, admitted}
	case BlockedShare:
		return count{one(o.Kind == Blocked), 1}
	case AbandonedShare:
		return count{one(o.Kind == Abandoned), 1}
	}
	return count{}
}

func (c *count) add(x count) { c.num, c.den = c.num+x.num, c.den+x.den }

// areas returns the time integrals that the expectations are about.
func (s *source) areas() []area {
	found := s.desk.recount()
	areas := make([]area, len(s.known.Expect))
	for i, e := range s.known.Expect {
		by := found.sojourn
		if e.What == QueueMean {
			by = found.wait
		}
		if e.Class >= 0 {
			by = by[e.Class : e.Class+1]
		}
		areas[i] = total(by)
	}
	return areas
}

// check verifies the identities, and that the desk has seen every arrival.
func (s *source) check() error {
	seen, again := int64(len(s.desk.State.Arrivals)), int64(0)
	for _, t := range s.desk.State.Tallies {
		seen += t.In
		again += t.Again
	}
	var lost error
	if seen != s.offered+again {
		lost = fmt.Errorf("desk: %d arrivals were sent and %d redialled, %d were seen", s.offered, again, seen)
	}
	return errors.Join(s.desk.Check(), lost)
}
