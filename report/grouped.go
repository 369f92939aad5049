package report

// placed is something of one variant, with the variant's place.
type placed[T any] struct {
	variant int
	of      T
}

// grouped puts together what the variants have under the same key, in the order
// of first mention.
func grouped[T any](r *Results, of func(Variant) []T, key func(T) string) [][]placed[T] {
	var groups [][]placed[T]
	at := map[string]int{}
	for v, variant := range r.Variants {
		for _, x := range of(variant) {
			k, ok := at[key(x)]
			if !ok {
				k = len(groups)
				at[key(x)] = k
				groups = append(groups, nil)
			}
			groups[k] = append(groups[k], placed[T]{v, x})
		}
	}
	return groups
}
