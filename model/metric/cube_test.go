package metric

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// cubeOf draws a cube of up to four dimensions with its counts.
func cubeOf(t *rapid.T) Cube {
	var dimensions []Dimension
	for i := range rapid.IntRange(0, 4).Draw(t, "dimensions") {
		d := Dimension{Name: fmt.Sprint("d", i)}
		for k := range rapid.IntRange(1, 4).Draw(t, "values") {
			d.Values = append(d.Values, fmt.Sprint("v", k))
		}
		dimensions = append(dimensions, d)
	}
	c := NewCube(dimensions...)
	for i := range c.N {
		c.N[i] = rapid.Int64Range(0, 1000).Draw(t, "n")
	}
	return c
}

// whereOf draws a restriction, also to dimensions and values there are not.
func whereOf(t *rapid.T) Where {
	w := Where{}
	for range rapid.IntRange(0, 3).Draw(t, "restrictions") {
		d := fmt.Sprint("d", rapid.IntRange(0, 5).Draw(t, "dimension"))
		w[d] = nil
		for range rapid.IntRange(0, 3).Draw(t, "allowed") {
			w[d] = append(w[d], fmt.Sprint("v", rapid.IntRange(0, 5).Draw(t, "value")))
		}
	}
	return w
}

// naive sums by taking each position apart.
func naive(c Cube, w Where) int64 {
	var total int64
	for i, n := range c.N {
		all := true
		for k := len(c.Dimensions) - 1; k >= 0; k-- {
			d := c.Dimensions[k]
			value := d.Values[i%len(d.Values)]
			i /= len(d.Values)
			if allowed, restricted := w[d.Name]; restricted && !slices.Contains(allowed, value) {
				all = false
			}
		}
		if all {
			total += n
		}
	}
	return total
}

func TestSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, w := cubeOf(t), whereOf(t)
		if got, want := c.Sum(w), naive(c, w); got != want {
			t.Fatalf("%v of %v: %d, want %d", w, c, got, want)
		}
	})
}

// TestAnd: restricting further allows what both allow, and leaves the first
// restriction as it was.
func TestAnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, w := cubeOf(t), whereOf(t)
		d, v := fmt.Sprint("d", rapid.IntRange(0, 4).Draw(t, "d")), fmt.Sprint("v", rapid.IntRange(0, 4).Draw(t, "v"))
		before := fmt.Sprint(w)
		both := w.And(d, v)
		if fmt.Sprint(w) != before {
			t.Fatalf("And changed %s to %v", before, w)
		}
		var want int64
		for i := range c.N { // one position at a time
			one := Cube{Dimensions: c.Dimensions, N: make([]int64, len(c.N))}
			one.N[i] = c.N[i]
			if naive(one, w) != 0 && naive(one, Where{d: {v}}) != 0 {
				want += c.N[i]
			}
		}
		if got := c.Sum(both); got != want {
			t.Fatalf("%v and %s=%s: %d, want %d", w, d, v, got, want)
		}
	})
}

// TestParts: the sums over the values of a dimension are the sum over all, and
// merging adds up.
func TestParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, w := cubeOf(t), whereOf(t)
		for _, d := range c.Dimensions {
			var parts int64
			for _, v := range d.Values {
				parts += c.Sum(w.And(d.Name, v))
			}
			if all := c.Sum(w); parts != all {
				t.Fatalf("%v by %s: the parts make %d, all is %d", w, d.Name, parts, all)
			}
		}
		other := NewCube(c.Dimensions...)
		for i := range other.N {
			other.N[i] = rapid.Int64Range(0, 1000).Draw(t, "other")
		}
		want := c.Sum(w) + other.Sum(w)
		c.Merge(&other)
		if got := c.Sum(w); got != want {
			t.Fatalf("merged %d, want %d", got, want)
		}
	})
}

func TestHas(t *testing.T) {
	c := NewCube(Dimension{"tier", []string{"a"}})
	if !c.Has("tier") || c.Has("region") {
		t.Errorf("tier %v, region %v", c.Has("tier"), c.Has("region"))
	}
}
