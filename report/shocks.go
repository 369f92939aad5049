package report

// variantShock is a shock with the replications of the variant that it is of.
type variantShock struct {
	Shock
	replications int
}

// allShocks returns the shocks of all variants, each id once: variants share
// their shocks unless a policy changes them.
func allShocks(r *Results) []variantShock {
	var list []variantShock
	seen := map[string]bool{}
	for _, v := range r.Variants {
		for _, k := range v.Shocks {
			if !seen[k.ID] {
				seen[k.ID] = true
				list = append(list, variantShock{k, v.Replications})
			}
		}
	}
	return list
}
