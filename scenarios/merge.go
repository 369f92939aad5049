package scenarios

// Merge puts reports together.
func Merge(reports ...*Report) *Report {
	all := &Report{texts: map[string]string{}}
	for _, r := range reports {
		all.Problems = append(all.Problems, r.Problems...)
		for name, text := range r.texts {
			all.texts[name] = text
		}
	}
	all.Problems = tidy(all.Problems)
	return all
}
