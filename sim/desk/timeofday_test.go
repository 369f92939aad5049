package desk

import (
	"math"
	"testing"

	"weir/sim"
	"weir/sim/rng"
)

// The oracle of time-of-day load: M(t)/M/∞ with λ(t) = 100 + 50 sin(2πt/24) an
// hour and services of mean one hour (Eick, Massey and Whitt 1993), from empty.
const (
	wantAt30h  = 146.79286742839657
	wantPeak   = 148.3698601550576
	wantLag    = 0.97804953683542369 // hours
	cyclesRuns = 400
)

// thinned returns the next arrival of the time-varying rate, by thinning a
// Poisson process of 150 an hour.
func thinned(s *rng.Stream, t float64) float64 {
	for {
		t += s.Exp() / 150
		if rate := 100 + 50*math.Sin(2*math.Pi*t/24); s.Float64()*150 < rate {
			return t
		}
	}
}

// With many servers nobody waits, and the number inside follows the load with
// the lag that theory gives. The rule of acceptance is that of known queues.
func TestTimeOfDayLoad(t *testing.T) {
	cfg := Config{Servers: 100000, Service: exponential(t, float64(sim.Hour))}
	phase := 2 * math.Pi / 24 * wantLag
	at30, atPeak, across := make([]float64, cyclesRuns), make([]float64, cyclesRuns), make([]float64, cyclesRuns)
	for r := range cyclesRuns {
		d := New(cfg, nil, rng.New(11, uint32(r), 0), 0, 0)
		root := rng.New(12, uint32(r), 0)
		stream := root.Stream(0, 0, 0)
		n := uint64(0)
		for at := thinned(&stream, 0); at < 48; at = thinned(&stream, at) {
			d.Arrive(sim.Time(at*float64(sim.Hour)), Case{Entity: n})
			n++
		}
		number := func(hour float64) float64 {
			d.Advance(sim.Time(hour*float64(sim.Hour)), nil)
			return float64(d.State.Inside.Level)
		}
		for hour := 24.0; hour < 48; hour++ {
			x := number(hour)
			// The wave is sin(2πt/24 − phase): orthogonal to the cosine of it.
			across[r] += x * math.Cos(2*math.Pi/24*hour-phase)
			switch hour {
			case 30:
				at30[r] = x
				atPeak[r] = number(30 + wantLag)
			}
		}
		if d.State.Waiting.Area.Float64() != 0 {
			t.Fatal("somebody waited")
		}
	}
	ones := make([]float64, cyclesRuns)
	for i := range ones {
		ones[i] = 1
	}
	judge := func(name string, values []float64, want, tolerance float64) {
		mean, se := ratio(values, ones)
		z := (mean - want) / se
		t.Logf("%s: %.5g ± %.2g, known %.5g, z %+.2f", name, mean, se, want, z)
		if math.Abs(z) >= worstZ || 4*se > tolerance {
			t.Errorf("%s is not accepted", name)
		}
	}
	judge("number at 30 h", at30, wantAt30h, relative*wantAt30h)
	judge("number at the peak", atPeak, wantPeak, relative*wantPeak)
	// A wave that came an hour late would give 12 · 48.4 · sin(2π/24) = 150.
	judge("part of the wave out of phase", across, 0, 0.2*150)
}
