package stat

// Holm says which tests of a family are rejected so that the chance of any
// false rejection stays at most alpha. It asks for each test whether it rejects
// at an error of its own: first all at alpha/family, and whenever one rejects,
// the others at what the smaller rest allows. A test that rejects at an error
// must reject at every larger one; one that could not be made rejects at none,
// and counts as a member of the family.
//
// Source: S. Holm, "A simple sequentially rejective multiple test procedure",
// Scandinavian Journal of Statistics 6 (1979) 65–70.
func Holm(family int, alpha float64, rejects func(i int, alpha float64) bool) []bool {
	rejected := make([]bool, family)
	for left := family; ; {
		before, each := left, alpha/float64(left)
		for i := range rejected {
			if !rejected[i] && rejects(i, each) {
				rejected[i] = true
				left--
			}
		}
		if left == before || left == 0 {
			return rejected
		}
	}
}

// BenjaminiYekutieli says which tests of a family are rejected so that the
// expected share of false ones among the rejected stays at most rate, however
// the tests depend on each other: the largest number k of tests that reject at
// an error of k·rate/(family·(1 + 1/2 + … + 1/family)). What Holm asks of tests
// holds here too.
//
// Source: Y. Benjamini and D. Yekutieli, "The control of the false discovery
// rate in multiple testing under dependency", Annals of Statistics 29 (2001)
// 1165–1188.
func BenjaminiYekutieli(family int, rate float64, rejects func(i int, alpha float64) bool) []bool {
	harmonic := 0.0
	for i := range family {
		harmonic += 1 / float64(i+1)
	}
	rejected := make([]bool, family)
	for k := family; k > 0; {
		count := 0
		for i := range rejected {
			rejected[i] = rejects(i, float64(k)*rate/(float64(family)*harmonic))
			if rejected[i] {
				count++
			}
		}
		if count >= k {
			return rejected
		}
		k = count // no larger number can be reached: fewer reject at a smaller error
	}
	return make([]bool, family)
}
