package verify

import (
	"context"

	"weir/report"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// Coverage repeats the experiments whose truth is known: how often shown
// intervals hold it, and how often gates at their limits err. Done is called
// after each of so many.
func Coverage(ctx context.Context, trials int, seed uint64, workers int, done func(done, of int)) (report.Proof, error) {
	p := report.Proof{Name: "coverage", Title: say.Text("V111"), Lead: say.Text("V112", trials)}
	experiments := verdict.Experiments()
	for i, e := range experiments {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		for _, c := range e.Run(trials, seed, workers) {
			p.Claims = append(p.Claims, frequency(c))
		}
		done(i+1, len(experiments))
	}
	return p, nil
}
