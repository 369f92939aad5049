package population

import (
	"math"
	"slices"
	"sync/atomic"

	"weir/model/account"
	"weir/model/activity"
	"weir/sim"
	"weir/sim/dist"
)

// Laws are a population's laws of activity as an own book meets them: in whole days,
// under rules that say which operations count in which tier. What days tell under a
// law depends on no chance: it is worked out when it is first asked for and then
// shared by all replications, also by those that run at the same time.
type Laws struct{ of [][]*law } // by activity and tier

// law is one law of activity where some operations count.
type law struct {
	activity.Holder
	stay   float64
	inBook table[float64] // by tenure
	idle   table[[]spell] // by days since the last activity
	never  table[[]spell] // by tenure, where there was none
}

// spell is a silence that may be behind a number of days, and the part of a day
// that it stands for.
type spell struct {
	*activity.Silence
	width float64
}

// table has what is worked out once for a number of days.
type table[T any] []atomic.Pointer[T]

// at returns what there is for the days. If two ask for it at once, both work out
// the same.
func (t table[T]) at(days int, work func() T) T {
	if done := t[days].Load(); done != nil {
		return *done
	}
	value := work()
	t[days].Store(&value)
	return value
}

// NewLaws makes the laws ready for a book under a policy of so many tiers, whose
// oldest account was opened so many days before the start.
func NewLaws(p *Params, tiers, oldest int, counted Counted) *Laws {
	l := &Laws{of: make([][]*law, len(p.Activities))}
	for i := range p.Activities {
		for tier := range tiers {
			h := p.Activities[i].holder(tier, counted)
			same := slices.IndexFunc(l.of[i], func(other *law) bool { return other.Holder == h })
			if same >= 0 {
				l.of[i] = append(l.of[i], l.of[i][same])
				continue
			}
			l.of[i] = append(l.of[i], &law{Holder: h, stay: h.Stay(),
				inBook: make(table[float64], oldest+1), idle: make(table[[]spell], oldest+1), never: make(table[[]spell], oldest+1)})
		}
	}
	return l
}

// looked is what tenure and silence say under a law.
type looked struct {
	spells                 []spell // behind the silence; none if nothing of the law counts
	tenure                 float64
	evidence, inBook, stay float64
}

// look asks a law what the days of an account tell. They are whole in a book; the
// middle stands for each.
func (l *law) look(k Known, start sim.Time) looked {
	days, idle := wholeDays(k.Opened, start), wholeDays(k.LastActive, start)
	one := looked{tenure: float64(days) + .5, stay: l.stay}
	one.inBook = l.inBook.at(days, func() float64 { return l.InBook(one.tenure) })
	// What is done on the day of the opening belongs to the opening and tells nothing
	// of her rate.
	silent := idle >= days
	switch {
	case !k.HasActivity:
	case l.Counted == 0 || math.IsInf(l.Alpha, 1): // nothing that it does counts: it is always silent
		if silent {
			one.evidence = one.inBook
		}
	case silent:
		one.spells = l.never.at(days, func() []spell { return []spell{{l.Silence(one.tenure, true), 1}} })
	default:
		one.spells = l.idle.at(idle, func() []spell { return l.spellsOf(idle) })
	}
	for _, s := range one.spells {
		one.evidence += s.width * s.Evidence(one.tenure)
	}
	return one
}

func wholeDays(from, until sim.Time) int { return int(until.Sub(from) / sim.Day) }

// spellsOf returns the silences behind a number of days since the last activity. The
// last day is divided: the chances of a busy customer change a lot in it.
func (l *law) spellsOf(idle int) []spell {
	if idle > 0 {
		return []spell{{l.Silence(float64(idle)+.5, false), 1}}
	}
	const finest = 1. / 32
	out := []spell{{l.Silence(finest/2, false), finest}}
	for low := finest; low < 1; low *= 2 {
		out = append(out, spell{l.Silence(1.5*low, false), low})
	}
	return out
}

// pick returns the silence that a uniform picks of those behind the days.
func (l *looked) pick(u float64) activity.Standing {
	left := u * l.evidence
	for _, s := range l.spells[:len(l.spells)-1] {
		if left -= s.width * s.Evidence(l.tenure); left < 0 {
			return s.Given(l.tenure)
		}
	}
	return l.spells[len(l.spells)-1].Given(l.tenure)
}

// mostShape is the shape of a gamma law that stands for a rate that all customers
// share: it varies by one per cent.
const mostShape = 1e4

// holder is the law in the words of package activity, times in days. A rate that is
// not gamma is taken as the gamma law of its mean and variance, a dropout that is
// not as its mean.
func (a *Activity) holder(tier int, counted Counted) activity.Holder {
	h := activity.Holder{Stages: int(a.Regularity), On: a.On.Days(), Off: a.Off.Days()}
	for _, w := range a.Kinds {
		if op, _ := account.OperationNamed(w.Name); counted(tier, op) {
			h.Counted += w.Share
		}
	}
	h.Counted = math.Min(h.Counted, 1)
	mean := a.Rate.Mean()
	h.R = mostShape
	if shape, _, ok := dist.AsGamma(a.Rate.Dist); ok {
		h.R = shape
	} else if v := a.Rate.Variance(); v > 0 && !math.IsInf(v, 1) {
		h.R = math.Min(mean*mean/v, mostShape)
	}
	h.Alpha = h.R / mean
	if shape, mean, ok := dist.AsGamma(a.Dropout.Dist); ok {
		h.S, h.Beta = shape, shape/mean
	} else {
		h.Hazard = a.Dropout.Mean()
	}
	if a.Closing > 0 {
		h.Closing = 1 / a.Closing.Days()
	}
	return h
}
