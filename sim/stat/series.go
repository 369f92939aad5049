package stat

import "fmt"

// Series counts a share, rate or mean per simulated day: numerator and
// denominator in integers. Series of the same length merge exactly in any order.
type Series struct {
	Num []int64 // by day, from the scenario's first
	Den []int64 // by day
}

// NewSeries returns an empty series of days 0 to days − 1.
func NewSeries(days int) Series {
	return Series{Num: make([]int64, days), Den: make([]int64, days)}
}

// Add counts num over den on a day. Days outside the series (before the start,
// after the horizon) are left out.
func (s *Series) Add(day int, num, den int64) {
	if uint(day) < uint(len(s.Num)) {
		s.Num[day] += num
		s.Den[day] += den
	}
}

// Merge adds what another series counted. A different length is an error.
func (s *Series) Merge(o Series) error {
	if len(s.Num) != len(o.Num) {
		return fmt.Errorf("series of %d and %d days do not add up", len(s.Num), len(o.Num))
	}
	for day := range o.Num {
		s.Num[day] += o.Num[day]
		s.Den[day] += o.Den[day]
	}
	return nil
}

// Ratio returns a day's part of the share over all replications. The day must
// lie in the series.
func (s Series) Ratio(day int) Ratio {
	return Ratio{Num: float64(s.Num[day]), Den: float64(s.Den[day])}
}
