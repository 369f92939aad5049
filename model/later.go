package model

import (
	"container/heap"

	"weir/sim"
)

// laterThing is a payment that goes out, or an account that is looked at, at an
// instant.
type laterThing struct {
	At   sim.Time
	Slot int        // of a waiting payment; -1: the account is looked at
	Who  sim.Entity // the account
}

// laterQueue is a heap by instant, then by place and account.
type laterQueue []laterThing

func (l laterQueue) Len() int { return len(l) }
func (l laterQueue) Less(i, j int) bool {
	a, b := l[i], l[j]
	if a.At != b.At {
		return a.At < b.At
	}
	return a.Slot < b.Slot || a.Slot == b.Slot && a.Who < b.Who
}
func (l laterQueue) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
func (l *laterQueue) Push(x any)   { *l = append(*l, x.(laterThing)) }
func (l *laterQueue) Pop() any {
	old := *l
	x := old[len(old)-1]
	*l = old[:len(old)-1]
	return x
}

// doLater does what was put off until now.
func (w *World) doLater(b *sim.Barrier) {
	for len(w.later) > 0 && w.later[0].At <= b.Until {
		thing := heap.Pop(&w.later).(laterThing)
		if thing.Slot < 0 {
			w.check(b, thing.Who)
			continue
		}
		w.release(b, thing.Slot, true)
	}
}
