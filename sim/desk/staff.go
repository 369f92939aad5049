package desk

import (
	"weir/sim"
	"weir/sim/calendar"
)

// Absence keeps a share of the staff away for a while, on top of the desk's own.
type Absence struct {
	From, To sim.Time // [From, To)
	Share    float64  // 0..1; 1 closes the desk
}

// Absent plans an absence; several at one time are independent causes. One of
// no length or no share is nothing.
func (d *Desk) Absent(a Absence) {
	if !(a.Share > 0) || a.To <= max(a.From, d.State.Now) {
		return
	}
	d.State.Absences = append(d.State.Absences, a)
	d.State.ChangeAt = min(d.State.ChangeAt, max(a.From, d.State.Now))
}

// change brings the staff up to date: shifts, absence, reserve.
func (d *Desk) change() {
	s := &d.State
	if s.ChangeAt <= s.Now {
		d.forgetAbsences()
		s.Scheduled = d.scheduledAt(s.Now)
		s.Present = d.present()
		s.ChangeAt = d.nextChange()
	}
	d.moveSurge()
	extra := d.extra()
	s.Extra.Set(s.Now, extra)
	s.Staff.Set(s.Now, s.Present+extra)
	s.Serve = s.Waiting.Level > 0
}

// scheduledAt returns the staff that the calendar plans at an instant.
func (d *Desk) scheduledAt(t sim.Time) int64 {
	for i, shift := range d.cfg.Shifts {
		if d.cal.IsOpen(d.hours[i], t) {
			return shift.Servers
		}
	}
	return d.cfg.Servers
}

// nextChange returns the first instant after now at which calendar or absence
// may change the staff.
func (d *Desk) nextChange() sim.Time {
	s := &d.State
	at := d.nextShift(s.Now)
	absent := d.cfg.Absence > 0
	for _, a := range s.Absences {
		if a.From > s.Now {
			at = min(at, a.From)
			continue
		}
		at = min(at, a.To)
		absent = true
	}
	if absent { // who is absent is drawn anew each day
		at = min(at, calendar.Midnight(s.Now.Day()+1))
	}
	return at
}

func (d *Desk) nextShift(t sim.Time) sim.Time {
	at := sim.Never
	for _, hours := range d.hours {
		at = min(at, d.cal.NextChange(hours, t))
	}
	return at
}

// forgetAbsences drops those that are over.
func (d *Desk) forgetAbsences() {
	s := &d.State
	kept := s.Absences[:0]
	for _, a := range s.Absences {
		if a.To > s.Now {
			kept = append(kept, a)
		}
	}
	s.Absences = kept
}

// present returns how many of the scheduled staff are not absent. A member is
// absent on a day if one number drawn for both is below the share: a higher
// share keeps the same people away, and more.
func (d *Desk) present() int64 {
	s := &d.State
	there := 1 - d.cfg.Absence
	for _, a := range s.Absences {
		if a.From <= s.Now {
			there *= 1 - a.Share
		}
	}
	if there >= 1 {
		return s.Scheduled
	}
	n, day := int64(0), uint64(s.Now.Day())
	for member := range s.Scheduled {
		if d.root.Uniform(uint64(member), d.purpose(drawAbsence), day) >= 1-there {
			n++
		}
	}
	return n
}
