package verify

import (
	"context"
	"fmt"

	"weir/report"
	"weir/scenarios/say"
	"weir/sim/desk"
)

// Theory runs queues with known answers through the model's own desk code. Done
// is called after each of them.
func Theory(ctx context.Context, cases []desk.Known, seed uint64, workers int, done func(done, of int)) (report.Proof, error) {
	p := report.Proof{Name: "theory", Title: say.Text("V101"), Lead: say.Text("V110")}
	for i, c := range cases {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		results, err := c.Run(seed, workers)
		if err != nil {
			return p, fmt.Errorf("%s: %w", c.ID, err)
		}
		for _, r := range results {
			p.Claims = append(p.Claims, report.Claim{Subject: c.ID, Claim: say.Text("V124", r.Name, fmt.Sprintf("%.6g", r.Want), unitOf(r.Unit)),
				Unit: r.Unit, Want: number(r.Want), Measured: number(r.Estimate), Low: number(r.Low), High: number(r.High), Z: number(r.Z),
				N: desk.Replications, Verdict: verdictOf(r.OK), Note: r.Why})
		}
		done(i+1, len(cases))
	}
	return p, nil
}

// unitOf is a unit after a number: nothing for a plain one.
func unitOf(unit string) string {
	if unit == "1" {
		return ""
	}
	return " " + unit
}
