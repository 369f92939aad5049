package desk

import "weir/sim/param"

// Declare binds the configuration to what users write.
func (c *Config) Declare(s *param.Set) {
	s.Count(&c.Servers, "servers", "0",
		"Staff at hours that no item of staff covers; without any, round the clock.").Rules("S1")
	param.List(s, "staff", "Staff by hour and weekday. The first item whose hours cover an instant holds.", &c.Shifts,
		func(id string, shift *Shift, s *param.Set) { shift.declare(id, s) }).Called("shift").Rules("S1")
	s.Count(&c.Places, "places", "0",
		"Room in all, waiting and in service; who finds none is blocked. Zero: no limit.").Rules("S1")
	s.Choice(&c.Closed, "closed", WaitWhenClosed, []string{WaitWhenClosed, RefuseWhenClosed},
		"What becomes of arrivals while nobody is scheduled: they wait, or they are turned away.").
		Assumed("a desk for cases, not for calls").Rules("S1")
	s.Rate(&c.Arrivals, "arrivals", "0/d",
		"Poisson arrivals, in verification cases only: elsewhere the model brings them.").Rules("S5")
	s.Dist(&c.Service, param.KindDuration, "service", "", "Time that a server needs for a case.").Rules("S1")
	s.Dist(&c.Patience, param.KindDuration, "patience", "", "Time after which somebody who waits hangs up. Without it nobody does.").Rules("S1")
	s.Deadline(&c.Deadline, "deadline", "0d",
		"Time allowed from arrival to the end of service, 48h, or until the end of a working day, 7wd. Zero: none.").Rules("S1", "S6")
	s.Share(&c.Wrong, "error", "0%", "Share of cases that are handled wrongly.").Rules("S1")
	s.Share(&c.Absence, "absence", "0%", "Share of the staff that is absent on a day, each member on their own.").Rules("S1")
	s.Group("surge", "A reserve of staff that is called when the desk is overloaded. It keeps the desk's hours.", c.Surge.declare).Rules("S1")
	s.Group("redial", "What callers do who hung up or found no room.", c.Redial.declare).Rules("S3")
	param.List(s, "classes", "Sorts of cases with a priority and laws of their own.", &c.Classes,
		func(_ string, class *Class, s *param.Set) { class.declare(s) }).Called("class").Rules("S1")
	s.Check(func(check *param.Check) {
		for _, f := range c.faults() {
			check.Report(param.Problem{Code: f.code, Pos: check.At(f.path), Args: f.args})
		}
	})
}

func (h *Shift) declare(id string, s *param.Set) {
	h.ID = id
	s.Name(new(string), "id", "", "The name of the shift in paths and messages.").Required()
	s.Text(&h.Hours, "hours", "", "When it works: Mon-Fri 09:00-17:00; working days and non-working days follow the calendar.").Required()
	s.Count(&h.Servers, "servers", "0", "How many are scheduled.").Required()
}

func (u *Surge) declare(s *param.Set) {
	s.Count(&u.Servers, "servers", "0", "Staff of the reserve. Zero: there is none.").Rules("S1")
	s.Count(&u.Queue, "queue", "0", "It is called when so many wait. Zero: the length of the queue does not matter.").Rules("S1")
	s.Duration(&u.Wait, "wait", "0s", "It is called when somebody has waited so long. Zero: the wait does not matter.").Rules("S1")
	s.Duration(&u.Delay, "delay", "1h", "Time from the call until it works.").Assumed("people have to travel").Rules("S1")
	s.Count(&u.Until, "until", "0", "It is sent away when no more than so many wait and nothing calls for it.").Rules("S1")
	s.Duration(&u.Stay, "stay", "2h", "It is not sent away before so long.").Assumed("nobody comes in for less").Rules("S1")
}

func (r *Redial) declare(s *param.Set) {
	s.Share(&r.Share, "share", "0%", "Share that calls again.").Rules("S3")
	s.Dist(&r.After, param.KindDuration, "after", "{exponential: {mean: 30m}}", "How much later they call again.").
		Assumed("minutes to hours").Rules("S3")
	s.Count(&r.Tries, "tries", "3", "Calls in all, the first included.").Range("1", "100").Assumed("most give up").Rules("S3")
}

func (c *Class) declare(s *param.Set) {
	s.Name(&c.Name, "name", "", "The name of the class.").Required()
	s.Count(&c.Priority, "priority", "1", "1 is served first; who is in service is not interrupted. Classes of one priority share a queue.").
		Range("1", "").Rules("S1")
	s.Names(&c.Topics, "topics", "", "Topics of its cases. A topic that no class lists goes to the first class without topics.").Rules("S1")
	s.Rate(&c.Arrivals, "arrivals", "0/d", "Poisson arrivals, in verification cases only.").Rules("S5")
	s.Dist(&c.Service, param.KindDuration, "service", "", "Time that a server needs for a case. Without it the desk's.").Rules("S1")
	s.Dist(&c.Patience, param.KindDuration, "patience", "", "Time after which somebody who waits hangs up. Without it the desk's.").Rules("S1")
	s.Deadline(&c.Deadline, "deadline", "", "Time allowed from arrival to the end of service. Without it the desk's.").
		Optional(&c.HasDeadline).Rules("S1", "S6")
	s.Share(&c.Wrong, "error", "", "Share of its cases that are handled wrongly. Without it the desk's.").Optional(&c.HasWrong).Rules("S1")
}
