package stat

import "math"

// sample is what an interval for a mean needs to know of the values.
type sample struct {
	n    int
	mean float64
	sd   float64 // divisor n − 1; 0 where all values are equal, NaN below two values
	skew float64 // 0 where all values are equal or there are fewer than three
}

// describe makes two passes over the values in their order, so that the same
// values give the same bits. Equal values give their own value as the mean and
// a standard deviation of exactly 0.
func describe(values []float64) sample {
	s := sample{n: len(values), mean: math.NaN(), sd: math.NaN()}
	if s.n == 0 {
		return s
	}
	if allEqual(values) {
		s.mean = values[0]
		if s.n > 1 {
			s.sd = 0
		}
		return s
	}
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	n := float64(s.n)
	s.mean = sum / n
	squares := 0.0
	for _, x := range values {
		squares += (x - s.mean) * (x - s.mean)
	}
	s.sd = math.Sqrt(squares / (n - 1))
	s.skew = skewness(values, s.mean, s.sd)
	return s
}

// Skewness returns the adjusted Fisher–Pearson coefficient of the values, in
// their order: n/((n−1)(n−2)) Σ((x−m)/s)³. It is 0 for fewer than three values
// and where all are equal. NaN values are left out.
func Skewness(values []float64) float64 {
	kept, _ := observed(values)
	return describe(kept).skew
}

func skewness(values []float64, mean, sd float64) float64 {
	n := float64(len(values))
	if n < 3 || sd == 0 {
		return 0
	}
	cubes := 0.0
	for _, x := range values {
		u := (x - mean) / sd
		cubes += u * u * u
	}
	return cubes * n / ((n - 1) * (n - 2))
}

// allEqual reports whether the values are all the same, bit for bit but for
// the sign of zero.
func allEqual(values []float64) bool {
	for _, x := range values {
		if x != values[0] {
			return false
		}
	}
	return true
}

// observed leaves out the NaN of replications that saw nothing, and says how
// many those were.
func observed(values []float64) (kept []float64, empty int) {
	kept = make([]float64, 0, len(values))
	for _, x := range values {
		if !math.IsNaN(x) {
			kept = append(kept, x)
		}
	}
	return kept, len(values) - len(kept)
}

// Deviations returns how far each value lies from their mean: exactly 0 where all
// are equal, since the mean is counted from the first. Empty for none.
func Deviations(values []float64) []float64 {
	out := make([]float64, len(values))
	mean := 0.0
	for i, v := range values {
		out[i] = v - values[0]
		mean += out[i] / float64(len(values))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}
