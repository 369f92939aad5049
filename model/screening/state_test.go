package screening

import (
	"math"
	"testing"
	"unsafe"

	"weir/model/account"
	"weir/sim"
)

func TestStateIsOneCacheLine(t *testing.T) {
	if size := unsafe.Sizeof(State{}); size != 64 {
		t.Errorf("State has %d bytes", size)
	}
}

// TestFullCounters stay full.
func TestFullCounters(t *testing.T) {
	r := everything(t)
	var s State
	f := Facts{Amount: 9000, Operation: account.Pay, NewPayee: true}
	for range 70000 {
		r.Add(&s, &f, 0)
	}
	look := Facts{Operation: account.Query, NumberChanged: sim.Never}
	x := filled(r, &s, &look, 0)
	for slot, want := range map[int]float64{
		slotCountHour: math.MaxUint8, slotCountDay: math.MaxUint16, slotCount30: math.MaxUint16,
		slotNearDay: math.MaxUint8, slotNear30: math.MaxUint8, slotPayeesDay: math.MaxUint8,
	} {
		if x[slot] != want {
			t.Errorf("slot %d: %v after 70,000, want %v", slot, x[slot], want)
		}
	}
	// 630 million in hundredths, each addition right to half of 2^-24.
	if want := 70000 * 9000.0; math.Abs(x[slotOut30]-want) > 70000*want*0x1p-25 {
		t.Errorf("sum %v, want %v", x[slotOut30], want)
	}
}

// TestRatioToUsual: the mean is of what went out before, the transaction itself
// is not usual.
func TestRatioToUsual(t *testing.T) {
	r := everything(t)
	var s State
	for _, amount := range []int64{100, 200, 300} {
		r.Add(&s, &Facts{Amount: amount, Operation: account.Pay}, 0)
	}
	r.Add(&s, &Facts{Amount: 99999, Operation: account.Salary}, 0)
	for day, want := range map[int]float64{0: 5, 29: 5, 45: 5} {
		f := Facts{Amount: 1000, Operation: account.TransferOut, NumberChanged: sim.Never}
		if got := filled(r, &s, &f, sim.Time(day)*sim.Time(sim.Day))[slotRatioToUsual]; math.Abs(got-want) > 1e-12 {
			t.Errorf("on day %d: %v, want %v", day, got, want)
		}
		f.Watched = true
		if got := filled(r, &s, &f, sim.Time(day)*sim.Time(sim.Day))[slotRatioToUsual]; math.Abs(got-2*want) > 1e-12 {
			t.Errorf("on day %d on the watch list: %v, want %v", day, got, 2*want)
		}
	}
	f := Facts{Amount: 1000, Operation: account.TransferOut}
	if got := filled(r, &s, &f, 60*sim.Time(sim.Day))[slotRatioToUsual]; !math.IsNaN(got) {
		t.Errorf("on day 60, when all is forgotten: %v", got)
	}
}
