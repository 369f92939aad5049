package fit

import (
	"math"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// maximum is where a log-likelihood is largest.
type maximum struct {
	logs  []float64 // the logarithms of the parameters
	value float64   // the log-likelihood
	// agree says how many of the starts came within .01 of the value.
	agree, starts int
}

// parameters are the parameters themselves.
func (m maximum) parameters() []float64 { return exponentials(m.logs) }

func exponentials(logs []float64) []float64 {
	values := make([]float64, len(logs))
	for i, v := range logs {
		values[i] = math.Exp(v)
	}
	return values
}

// maximise finds the parameters of a family that make the sample likeliest. They
// are positive, so the search is over their logarithms: Nelder–Mead from every
// start, then BFGS with a numerical gradient from the best, which brings the last
// digits. A wall far out (a factor of e¹² from the start, 160,000) keeps a
// parameter that runs away from overflowing; identification sees it there.
func maximise(f family, s sample) maximum {
	starts := f.starts(s)
	best := maximum{value: math.Inf(-1), starts: len(starts)}
	values := make([]float64, len(starts))
	for i, start := range starts {
		found := climb(f.objective(s, logarithms(start)), logarithms(start))
		values[i] = found.value
		if found.value > best.value {
			best.logs, best.value = found.logs, found.value
		}
	}
	for _, v := range values {
		if best.value-v < .01 {
			best.agree++
		}
	}
	polished := polish(f.objective(s, best.logs), best.logs)
	if polished.value > best.value {
		best.logs, best.value = polished.logs, polished.value
	}
	return best
}

func logarithms(values []float64) []float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.Log(v)
	}
	return logs
}

// objective is what the optimiser minimises: minus the log-likelihood, behind a
// wall around the centre.
func (f family) objective(s sample, centre []float64) func(logs []float64) float64 {
	const wall = 12
	return func(logs []float64) float64 {
		penalty := 0.0
		inside := make([]float64, len(logs))
		for i, v := range logs {
			inside[i] = math.Min(math.Max(v, centre[i]-wall), centre[i]+wall)
			penalty += (v - inside[i]) * (v - inside[i])
		}
		return -s.logLikelihood(f.law(exponentials(inside))) + 100*penalty
	}
}

// climb is a search without derivatives that stops within .001 of the top.
func climb(objective func([]float64) float64, start []float64) maximum {
	settings := &optimize.Settings{
		FuncEvaluations: 1500,
		Converger:       &optimize.FunctionConverge{Absolute: 1e-3, Iterations: 30},
	}
	result, err := optimize.Minimize(optimize.Problem{Func: objective}, start, settings, &optimize.NelderMead{SimplexSize: .5})
	return taken(result, err, objective, start)
}

// polish is a quasi-Newton search from close by.
func polish(objective func([]float64) float64, start []float64) maximum {
	gradient := func(to, at []float64) {
		fd.Gradient(to, objective, at, &fd.Settings{Formula: fd.Central, Step: 1e-4})
	}
	settings := &optimize.Settings{
		GradientThreshold: 1e-4,
		MajorIterations:   200,
		Converger:         &optimize.FunctionConverge{Absolute: 1e-8, Iterations: 5},
	}
	result, err := optimize.Minimize(optimize.Problem{Func: objective, Grad: gradient}, start, settings, &optimize.BFGS{})
	return taken(result, err, objective, start)
}

// taken is the optimiser's answer. It may stop with an error when it can get no
// better by rounding; its best point counts all the same.
func taken(result *optimize.Result, err error, objective func([]float64) float64, start []float64) maximum {
	if result == nil || err != nil && math.IsNaN(result.F) {
		return maximum{logs: start, value: -objective(start)}
	}
	return maximum{logs: append([]float64(nil), result.X...), value: -result.F}
}

// information is what the curvature of the log-likelihood says about precision.
type information struct {
	covariance *mat.SymDense // of the logarithms of the parameters; nil if not positive definite
	condition  float64       // largest over smallest eigenvalue of the curvature; +Inf if not positive definite
}

// inform inverts the observed information: the Hessian of −log L in the logarithms
// of the parameters, by central differences.
func inform(f family, s sample, m maximum) information {
	n := len(m.logs)
	hessian := mat.NewSymDense(n, nil)
	objective := f.objective(s, m.logs)
	fd.Hessian(hessian, objective, m.logs, &fd.Settings{Formula: fd.Central, Step: 2e-3, OriginKnown: true, OriginValue: -m.value})
	var eigen mat.EigenSym
	if !eigen.Factorize(hessian, false) {
		return information{condition: math.Inf(1)}
	}
	values := eigen.Values(nil)
	if values[0] <= 0 {
		return information{condition: math.Inf(1)}
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(hessian) {
		return information{condition: math.Inf(1)}
	}
	covariance := mat.NewSymDense(n, nil)
	if err := cholesky.InverseTo(covariance); err != nil {
		return information{condition: math.Inf(1)}
	}
	return information{covariance, values[n-1] / values[0]}
}

// se is the standard error of the logarithm of parameter i, +Inf where unknown.
func (in information) se(i int) float64 {
	if in.covariance == nil {
		return math.Inf(1)
	}
	return math.Sqrt(in.covariance.At(i, i))
}
