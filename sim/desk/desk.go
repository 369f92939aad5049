// Package desk is an exact queue with many servers in continuous time: staff by
// calendar, priorities, patience, room, deadlines, surge staff, redialling.
//
// Time is an integer, so everything that happens at one instant is ordered by
// class: hanging up, then ends of service, then changes of staff, then service
// of the queue, then arrivals; within a class by entity, cause, stage, visit
// and try. What an event causes at its own instant takes its place in the same
// order: who arrives without patience hangs up before the next one arrives.
package desk

import (
	"fmt"
	"slices"

	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/dist"
	"weir/sim/rng"
)

// Case is something that a desk is to handle. Its draws are keyed by Entity,
// Cause, Stage and Visit: two runs that share these share service time,
// patience and error, whatever happened before.
type Case struct {
	Entity uint64
	Cause  uint64 // what led to the case; a name that no policy can change
	Tag    uint64 // the caller's own; returned with the outcome, not looked at
	Class  uint16 // index of Config.Classes, 0 where there are none
	Stage  uint16 // of a chain of approvals, say
	Visit  uint16 // the how-manieth time the case comes back
}

// Kind says how a try ended.
type Kind uint8

// The ways a try ends.
const (
	Served    Kind = iota + 1 // handled
	Abandoned                 // hung up while waiting
	Blocked                   // found no room, or the desk closed
)

// String returns the kind's word.
func (k Kind) String() string { return [...]string{"", "served", "abandoned", "blocked"}[k] }

// Outcome is the end of one try.
type Outcome struct {
	Case
	Kind     Kind
	Try      uint16   // 1 for the first call
	Ahead    int32    // served: how many waited when service began; the backlog a handler sees
	Arrived  sim.Time // of this try
	Started  sim.Time // of service; meaningful only if Served
	Ended    sim.Time // of service, or the hanging up
	Wrong    bool     // served, and handled wrongly
	Breached bool     // ended after its deadline
	Again    bool     // not served, and will call again
}

// Wait returns the time in the queue.
func (o Outcome) Wait() sim.Duration {
	if o.Kind == Served {
		return o.Started.Sub(o.Arrived)
	}
	return o.Ended.Sub(o.Arrived)
}

// Desk is one desk of one replication. It is not safe for concurrent use.
type Desk struct {
	State State // all that changes; plain data

	cfg    Config
	cal    *calendar.Calendar
	hours  []calendar.Hours // of the shifts
	lanes  []lane           // by class
	root   rng.Root
	id     uint32
	report func(Outcome)

	// head is the waiting case of a line that is served next: the first.
	head func(Line) int32
}

// lane is a class with the desk's laws filled in.
type lane struct {
	line     int // index of State.Lines: classes of one priority share a line
	service  dist.Dist
	patience dist.Dist // nil: endless
	mean     sim.Duration
	deadline deadline
	wrong    float64
}

// New returns an idle desk at an instant, usually the start of the warm-up. The
// id keys its draws: a number below 2²⁸ that no policy can change. Cfg must have
// passed Check. Cal may be nil where the desk has no shifts and no deadlines in
// working days.
func New(cfg Config, cal *calendar.Calendar, root rng.Root, id uint32, start sim.Time) *Desk {
	if err := cfg.Check(); err != nil {
		panic("desk: New: " + err.Error())
	}
	d := &Desk{cfg: cfg, cal: cal, root: root, id: id}
	d.head = func(l Line) int32 { return l.Head }
	for _, shift := range cfg.Shifts {
		hours, _ := calendar.ParseHours(shift.Hours) // Check has parsed it
		d.hours = append(d.hours, hours)
	}
	d.layLanes()
	d.State = newState(start, d.countLines(), len(d.lanes))
	d.change()
	return d
}

// layLanes fills the desk's laws into its classes.
func (d *Desk) layLanes() {
	classes := d.cfg.classes()
	priorities := make([]int64, len(classes))
	for i, class := range classes {
		priorities[i] = class.Priority
	}
	slices.Sort(priorities)
	priorities = slices.Compact(priorities)
	for _, class := range classes {
		line, _ := slices.BinarySearch(priorities, class.Priority)
		l := lane{line: line, service: class.Service.Dist, patience: class.Patience.Dist, wrong: class.Wrong}
		if l.service == nil {
			l.service = d.cfg.Service.Dist
		}
		if l.patience == nil {
			l.patience = d.cfg.Patience.Dist
		}
		if !class.HasWrong {
			l.wrong = d.cfg.Wrong
		}
		l.deadline = deadline(class.Deadline)
		if !class.HasDeadline {
			l.deadline = deadline(d.cfg.Deadline)
		}
		l.mean = toDuration(l.service.Mean())
		d.lanes = append(d.lanes, l)
	}
}

func (d *Desk) countLines() int {
	n := 0
	for _, l := range d.lanes {
		n = max(n, l.line+1)
	}
	return n
}

// Arrive says that a case will arrive at an instant that the desk has not
// passed. Cases may be given in any order.
func (d *Desk) Arrive(at sim.Time, c Case) {
	s := &d.State
	if at < s.Now {
		panic(fmt.Sprintf("desk: Arrive: at %d, the desk is at %d", at, s.Now))
	}
	if int(c.Class) >= len(d.lanes) {
		panic(fmt.Sprintf("desk: Arrive: class %d of %d", c.Class, len(d.lanes)))
	}
	slot := s.take()
	s.Slots[slot].Case, s.Slots[slot].Try = c, 1
	s.push(&s.Arrivals, at, slot)
}

// event is a class of what happens, in the order in which one instant has them.
type event uint8

const (
	hangUp event = iota
	release
	change
	serve
	arrival
)

// Advance lets everything happen that is due before until, in order, and
// reports each end of a try. Arrivals at until itself may still be given
// afterwards: where a run is cut into windows changes nothing.
func (d *Desk) Advance(until sim.Time, report func(Outcome)) {
	s := &d.State
	if until < s.Now {
		panic(fmt.Sprintf("desk: Advance: until %d, the desk is at %d", until, s.Now))
	}
	d.report = report
	for {
		at, what := d.next()
		if at >= until {
			break
		}
		if at < s.Now {
			panic(fmt.Sprintf("desk: time runs backwards from %d to %d", s.Now, at))
		}
		s.Now = at
		switch what {
		case hangUp:
			d.hangUp()
		case release:
			d.release()
		case change:
			d.change()
		case serve:
			d.serve()
		case arrival:
			d.arrival()
		}
	}
	s.Now = until
	d.report = nil
}

// next returns the earliest event; of one instant's, the first class.
func (d *Desk) next() (at sim.Time, what event) {
	s := &d.State
	at = sim.Never
	if len(s.HangUps) > 0 {
		at = s.HangUps[0].At
	}
	if len(s.Releases) > 0 && s.Releases[0].At < at {
		at, what = s.Releases[0].At, release
	}
	if due := min(s.ChangeAt, d.surgeDue()); due < at {
		at, what = due, change
	}
	if s.Serve && s.Now < at {
		at, what = s.Now, serve
	}
	if len(s.Arrivals) > 0 && s.Arrivals[0].At < at {
		at, what = s.Arrivals[0].At, arrival
	}
	return at, what
}

// arrival lets the next case in: to a server, into the queue, or away.
func (d *Desk) arrival() {
	s := &d.State
	slot := s.pop(&s.Arrivals)
	c := &s.Slots[slot]
	c.Arrived = s.Now
	s.Tallies[c.Case.Class].In++
	switch {
	case d.full() || d.refuses():
		d.end(slot, Blocked)
	case s.Busy.Level < s.Staff.Level:
		s.Inside.Add(s.Now, 1)
		d.start(slot)
	default:
		s.Inside.Add(s.Now, 1)
		d.enqueue(slot)
	}
}

func (d *Desk) full() bool { return d.cfg.Places > 0 && d.State.Inside.Level >= d.cfg.Places }

// refuses reports whether the desk turns arrivals away because it is closed.
func (d *Desk) refuses() bool {
	return d.cfg.Closed == RefuseWhenClosed && d.State.Scheduled == 0
}

// enqueue puts a case at the end of its line and starts its patience.
func (d *Desk) enqueue(slot int32) {
	s := &d.State
	c := &s.Slots[slot]
	lane := &d.lanes[c.Case.Class]
	s.append(lane.line, slot)
	c.Phase = Waiting
	s.Tallies[c.Case.Class].Waiting++
	s.Waiting.Add(s.Now, 1)
	if lane.patience != nil {
		s.push(&s.HangUps, s.Now.Add(d.drawPatience(c, lane)), slot)
	}
}

// leaveQueue takes a case out of its line.
func (d *Desk) leaveQueue(slot int32) {
	s := &d.State
	class := s.Slots[slot].Case.Class
	s.unlink(d.lanes[class].line, slot)
	s.Tallies[class].Waiting--
	s.Waiting.Add(s.Now, -1)
}

// serve starts service while somebody is free and somebody waits, lines in
// order of priority.
func (d *Desk) serve() {
	s := &d.State
	s.Serve = false
	for i := range s.Lines {
		for s.Lines[i].Count > 0 && s.Busy.Level < s.Staff.Level {
			slot := d.head(s.Lines[i])
			if d.lanes[s.Slots[slot].Case.Class].patience != nil {
				s.remove(&s.HangUps, slot)
			}
			d.leaveQueue(slot)
			d.start(slot)
		}
	}
}

// start begins service of a case that is inside.
func (d *Desk) start(slot int32) {
	s := &d.State
	c := &s.Slots[slot]
	c.Phase, c.Started, c.Ahead = Serving, s.Now, int32(s.Waiting.Level)
	s.Busy.Add(s.Now, 1)
	s.push(&s.Releases, s.Now.Add(d.drawService(c)), slot)
}

// release ends a service. The server takes its next case only after the changes
// of staff at this instant.
func (d *Desk) release() {
	s := &d.State
	slot := s.pop(&s.Releases)
	s.Busy.Add(s.Now, -1)
	s.Inside.Add(s.Now, -1)
	s.Serve = s.Waiting.Level > 0
	d.end(slot, Served)
}

// hangUp ends the patience of a waiting case.
func (d *Desk) hangUp() {
	s := &d.State
	slot := s.pop(&s.HangUps)
	d.leaveQueue(slot)
	s.Inside.Add(s.Now, -1)
	d.end(slot, Abandoned)
}

// end counts and reports the end of a try, and lets the case call again or go.
func (d *Desk) end(slot int32, kind Kind) {
	s := &d.State
	c := &s.Slots[slot]
	lane := &d.lanes[c.Case.Class]
	o := Outcome{
		Case: c.Case, Kind: kind, Try: c.Try, Arrived: c.Arrived, Ended: s.Now,
		Breached: s.Now > lane.deadline.due(d.cal, c.Arrived),
	}
	if kind == Served {
		o.Started, o.Ahead, o.Wrong = c.Started, c.Ahead, d.drawWrong(c, lane)
	} else {
		o.Again = d.drawsRedial(c)
	}
	s.Tallies[c.Case.Class].count(o)
	if o.Again {
		d.redial(slot)
	} else {
		s.free(slot)
	}
	if d.report != nil {
		d.report(o)
	}
}

// redial lets a case arrive once more.
func (d *Desk) redial(slot int32) {
	s := &d.State
	c := &s.Slots[slot]
	after := d.drawRedialDelay(c)
	c.Phase = Away
	c.Try++
	s.push(&s.Arrivals, s.Now.Add(after), slot)
}

// Clone returns a desk that shares nothing that changes. With the same root it
// goes on as d would; a root of another branch redraws what is yet to be drawn.
func (d *Desk) Clone(root rng.Root) *Desk {
	c := *d
	c.root, c.State = root, d.State.Clone()
	return &c
}
