package population

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"weir/sim/dist"
	"weir/sim/param"
)

// fittedActivity is the law of activity that `weir fit` writes.
const fittedActivity = "fitted"

// Redraw returns other values of the fitted figures, drawn from the normal law of
// their logarithms that the fit found: one standard normal for each of Dimensions.
// Each is a path below the file and a value as a user writes it. Nil where the file
// does not say how uncertain they are.
func (f *File) Redraw(normals []float64) (paths, values []string) {
	u := f.uncertainty()
	if u == nil || len(normals) != len(u.factors) {
		return nil, nil
	}
	for _, law := range u.laws {
		shape, rate := u.factor(law.first, normals), u.factor(law.first+1, normals)
		paths = append(paths, "activities."+fittedActivity+"."+law.name)
		values = append(values, "{gamma: {shape: "+number(law.shape*shape)+", mean: "+
			param.Format(param.KindRate, law.mean*shape/rate, param.Units{})+"}}")
	}
	return paths, values
}

// Dimensions returns how many estimates the file has a covariance of, 0 for none.
func (f *File) Dimensions() int {
	u := f.uncertainty()
	if u == nil {
		return 0
	}
	return len(u.factors)
}

// uncertainty is how uncertain fitted figures are.
type uncertainty struct {
	factors [][]float64 // the lower triangle of Cholesky: logarithm i moves by the sum over j of factors[i][j] times normal j
	laws    []fittedLaw
}

// fittedLaw is a gamma law of the file with the number of its first estimate, its
// shape; the second is its rate.
type fittedLaw struct {
	name        string
	first       int
	shape, mean float64
}

// factor returns what estimate i is multiplied by.
func (u *uncertainty) factor(i int, normals []float64) float64 {
	sum := 0.0
	for j, x := range u.factors[i] {
		sum += x * normals[j]
	}
	return math.Exp(sum)
}

// uncertainty reads the estimates: two for each gamma law, of rate and, where there is
// dropout, of dropout. Nil where the file has no covariance of them.
func (f *File) uncertainty() *uncertainty {
	if f.estimates == nil || f.estimates.Kind != param.Mapping {
		return nil
	}
	u := &uncertainty{}
	for i := range f.Activities {
		if a := &f.Activities[i]; a.ID == fittedActivity {
			for _, d := range []struct {
				name string
				law  param.Dist
			}{{"rate", a.Rate}, {"dropout", a.Dropout}} {
				if shape, mean, is := dist.AsGamma(d.law.Dist); is {
					u.laws = append(u.laws, fittedLaw{d.name, 2 * len(u.laws), shape, mean})
				}
			}
		}
	}
	covariance := matrix(f.estimates.Find("log_covariance"), 2*len(u.laws))
	if covariance == nil {
		return nil
	}
	var factored mat.Cholesky
	if !factored.Factorize(covariance) {
		return nil
	}
	var lower mat.TriDense
	factored.LTo(&lower)
	for i := range 2 * len(u.laws) {
		row := make([]float64, i+1)
		for j := range row {
			row[j] = lower.At(i, j)
		}
		u.factors = append(u.factors, row)
	}
	return u
}

// matrix reads a symmetric matrix of so many rows, nil where it is none.
func matrix(v *param.Value, n int) *mat.SymDense {
	if v == nil || n == 0 || len(v.Items) != n {
		return nil
	}
	out := mat.NewSymDense(n, nil)
	for i, row := range v.Items {
		if len(row.Items) != n {
			return nil
		}
		for j, cell := range row.Items[:i+1] {
			x, err := strconv.ParseFloat(cell.Text, 64)
			if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
				return nil
			}
			out.SetSym(i, j, x)
		}
	}
	return out
}

func number(x float64) string { return param.Format(param.KindNumber, x, param.Units{}) }
