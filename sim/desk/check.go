package desk

import (
	"errors"
	"fmt"

	"weir/sim"
	"weir/sim/stat"
)

// Check verifies the desk's identities, to the tick, at the instant it has
// reached (S5): by class, in = served + abandoned + blocked + inside; ∫N dt =
// time in system; busy time = service delivered; ∫queue dt = time waited; and
// that lines, heaps and levels agree with the cases themselves.
func (d *Desk) Check() error {
	s := &d.State
	found := d.recount()
	var problems []error
	same := func(what string, got, want any) {
		if got != want {
			problems = append(problems, fmt.Errorf("desk: %s is %v, the cases say %v", what, got, want))
		}
	}
	for i, t := range s.Tallies {
		same(fmt.Sprintf("arrivals of class %d", i), t.In, t.Served+t.Abandoned+t.Blocked+found.inside[i])
		same(fmt.Sprintf("queue of class %d", i), t.Waiting, found.waiting[i])
	}
	for i, l := range s.Lines {
		same(fmt.Sprintf("length of line %d", i), l.Count, found.lines[i])
	}
	same("number inside", s.Inside.Level, found.serving+sum(found.waiting))
	same("number waiting", s.Waiting.Level, sum(found.waiting))
	same("number busy", s.Busy.Level, found.serving)
	same("number of ends to come", int64(len(s.Releases)), found.serving)
	same("time in system", s.Inside.Until(s.Now), total(found.sojourn))
	same("time waited", s.Waiting.Until(s.Now), total(found.wait))
	same("service delivered", s.Busy.Until(s.Now), total(found.service))
	return errors.Join(problems...)
}

// recount is the desk's state as its cases tell it, by class.
type recount struct {
	inside, waiting        []int64
	lines                  []int64 // by line
	serving                int64
	sojourn, wait, service []stat.Sum128 // of those that ended and those inside, so far
}

// recount adds what has ended and what is inside.
func (d *Desk) recount() recount {
	s := &d.State
	r := recount{
		inside:  make([]int64, len(s.Tallies)),
		waiting: make([]int64, len(s.Tallies)),
		lines:   make([]int64, len(s.Lines)),
	}
	for _, t := range s.Tallies {
		r.sojourn, r.wait, r.service = append(r.sojourn, t.Sojourn), append(r.wait, t.Wait), append(r.service, t.Service)
	}
	for i := range s.Slots {
		r.add(&s.Slots[i], s.Now)
	}
	for i, l := range s.Lines {
		for slot := l.Head; slot >= 0; slot = s.Slots[slot].Next {
			r.lines[i]++
		}
	}
	return r
}

// add counts a case that is inside.
func (r *recount) add(c *Slot, now sim.Time) {
	class := c.Case.Class
	switch c.Phase {
	case Away:
		return
	case Waiting:
		r.waiting[class]++
		r.wait[class].Add(int64(now.Sub(c.Arrived)))
	case Serving:
		r.serving++
		r.wait[class].Add(int64(c.Started.Sub(c.Arrived)))
		r.service[class].Add(int64(now.Sub(c.Started)))
	}
	r.inside[class]++
	r.sojourn[class].Add(int64(now.Sub(c.Arrived)))
}

func total(sums []stat.Sum128) stat.Sum128 {
	var all stat.Sum128
	for _, x := range sums {
		all.Merge(x)
	}
	return all
}

func sum(counts []int64) int64 {
	all := int64(0)
	for _, n := range counts {
		all += n
	}
	return all
}
