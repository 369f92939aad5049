package verify

import (
	"context"
	"fmt"
	"strings"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios/say"
	"weir/sim/experiment"
)

// Windows shows that the length of the window does not matter: what the shared
// world decides takes effect at the next window, and that is a modelling
// statement to be checked. Where no metric differs nothing was tested, and the
// proof has no claims.
func Windows(ctx context.Context, name string, plan *model.Plan, replications, workers int, show func(experiment.Event)) (report.Proof, error) {
	p := report.Proof{Name: "windows", Title: say.Text("V115"), Lead: say.Text("V104", name, replications)}
	lines, err := collect.Windows(ctx, plan, replications, workers, show)
	if err != nil {
		return p, err
	}
	metrics, same := len(model.Figures()), map[string]int{}
	for _, l := range lines {
		if l.Same {
			same[l.Metric]++
			continue
		}
		p.Claims = append(p.Claims, windowClaim(l, replications))
	}
	equal := 0
	for _, n := range same { // a count: in any order
		if n == len(lines)/metrics {
			equal++
		}
	}
	p.Notes = []string{say.Text("V105", equal, metrics)}
	return p, nil
}

// windowClaim is that a length of the window changes a metric by less than half
// of what matters.
func windowClaim(l collect.WindowLine, replications int) report.Claim {
	c := report.Claim{Subject: l.Metric, Claim: say.Text("V125", strings.Replace(l.Window.String(), "m0s", "m", 1), fmt.Sprintf("%.4g", l.HalfMargin)), Unit: l.Unit,
		Least: number(-l.HalfMargin), Most: number(l.HalfMargin), Measured: number(l.Change.Mean), Low: number(l.Change.Low), High: number(l.Change.High),
		N: replications, Verdict: verdictOf(l.OK)}
	if !l.OK {
		c.Note = say.Text("V126", fmt.Sprintf("%.4g", l.Slope))
	}
	return c
}
