package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Numbers is a list of numbers in which NaN and the infinities are written as
// null, and null is read as NaN.
type Numbers []float64

// MarshalJSON writes the shortest decimals that read back as the same numbers.
func (n Numbers) MarshalJSON() ([]byte, error) {
	text := []byte{'['}
	for i, x := range n {
		if i > 0 {
			text = append(text, ',')
		}
		if !finite(x) {
			text = append(text, "null"...)
			continue
		}
		text = strconv.AppendFloat(text, x, 'g', -1, 64)
	}
	return append(text, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (n *Numbers) UnmarshalJSON(text []byte) error {
	var list []*float64
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	*n = make(Numbers, len(list))
	for i, x := range list {
		(*n)[i] = value(x)
	}
	return nil
}

// Finite returns a pointer to x, or nil where x is NaN or infinite: the form in
// which records hold a number that may not exist.
func Finite(x float64) *float64 {
	if !finite(x) {
		return nil
	}
	return &x
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// value is the reverse of Finite.
func value(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
