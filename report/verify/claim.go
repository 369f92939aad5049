package verify

import (
	"math"

	"weir/report"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// frequency is such a claim as a record.
func frequency(c verdict.Counted) report.Claim {
	out := report.Claim{Subject: c.Experiment, Claim: inWords(c.Claim), Unit: "share", Measured: number(c.Share), Low: number(c.Low),
		High: number(c.High), N: c.Trials, Verdict: c.Verdict().String()}
	if c.Least > 0 {
		out.Least = number(c.Least)
	}
	if c.Most < 1 {
		out.Most = number(c.Most)
	}
	if c.Verdict() == verdict.Inconclusive {
		out.Note = say.Text("V120", c.Trials)
	}
	return out
}

// inWords is a claim with its range.
func inWords(c verdict.Claim) string {
	switch {
	case c.Least > 0 && c.Most < 1:
		return say.Text("V121", c.Event, percent(c.Least), percent(c.Most))
	case c.Least > 0:
		return say.Text("V122", c.Event, percent(c.Least))
	}
	return say.Text("V123", c.Event, percent(c.Most))
}

// percent is a share in percent, without the digits that binary fractions add.
func percent(share float64) float64 { return math.Round(share*1e6) / 1e4 }

// number is nil where there is none.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// verdictOf is the verdict of a claim that either holds or not.
func verdictOf(holds bool) string {
	if holds {
		return verdict.Pass.String()
	}
	return verdict.Fail.String()
}
