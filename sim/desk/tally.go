package desk

import "weir/sim/stat"

// Tally counts what happened to a class. In = Served + Abandoned + Blocked +
// those inside. Times are in microseconds and belong to tries that have ended.
type Tally struct {
	In, Served, Abandoned, Blocked int64

	Waiting  int64 // who waits now
	Delayed  int64 // served or abandoned after a wait above 0
	Wrong    int64 // served wrongly
	Breached int64 // ended after the deadline
	Again    int64 // not served, and will call again

	Wait        stat.Sum128 // of those served or abandoned
	WaitSquares stat.Sum128
	Service     stat.Sum128 // delivered
	Sojourn     stat.Sum128 // from arrival to end
}

// count adds the end of a try.
func (t *Tally) count(o Outcome) {
	switch o.Kind {
	case Served:
		t.Served++
		t.Service.Add(int64(o.Ended.Sub(o.Started)))
	case Abandoned:
		t.Abandoned++
	case Blocked:
		t.Blocked++
	}
	if o.Kind != Blocked {
		wait := int64(o.Wait())
		t.Wait.Add(wait)
		t.WaitSquares.AddProduct(wait, wait)
		t.Sojourn.Add(int64(o.Ended.Sub(o.Arrived)))
		t.Delayed += one(wait > 0)
	}
	t.Wrong += one(o.Wrong)
	t.Breached += one(o.Breached)
	t.Again += one(o.Again)
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
