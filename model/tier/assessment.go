package tier

import "weir/sim/param"

// Assessment sets a limit one by one: a multiple of what the customer's busiest
// days come to, within bounds (rule T2).
type Assessment struct {
	Multiple float64 // of the 99th percentile of a year's daily outflow; 0: the tier's limit is DailyLimit
	Least    int64
	Most     int64
}

func (a *Assessment) declare(s *param.Set) {
	s.Number(&a.Multiple, "multiple", "0",
		"The limit is this multiple of the 99th percentile of a year's daily outflow; zero for none.").
		Range("0", "100").Assumed("twice the busiest days leaves room; src:C35 says negotiated").Rules("T2")
	s.Money(&a.Least, "least", "50000 CNY", "The lowest limit an assessment gives.").
		Assumed("the intermediate tier's limit, src:C21").Rules("T2")
	s.Money(&a.Most, "most", "5000000 CNY", "The highest limit an assessment gives.").
		Assumed("a hundred times the lowest").Rules("T2")
}

// Assess returns the daily limit in minor units of a customer whose daily
// outflow over a year has the given 99th percentile (rule T2).
func (a Assessment) Assess(p99 int64) int64 {
	return min(max(int64(a.Multiple*float64(p99)), a.Least), a.Most)
}
