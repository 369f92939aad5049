package stat

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// TestSketchSubtract: what was merged can be taken away again, to the byte.
func TestSketchSubtract(t *testing.T) {
	values := rapid.SliceOf(rapid.Int64Range(-3000, 100_000))
	sketch := func(list []int64) (s Sketch) {
		for _, x := range list {
			s.Add(x)
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		got, part := sketch(append(a, b...)), sketch(b)
		got.Subtract(part)
		if want := sketch(a); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
		if !reflect.DeepEqual(part, sketch(b)) {
			t.Fatal("what is taken away is changed")
		}
	})
}
