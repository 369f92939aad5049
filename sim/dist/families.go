package dist

// Families lists the families a user may name, simplest first.
func Families() []Family {
	length := func(name string) Param { return Param{Name: name, HasUnit: true, Positive: true} }
	place := func(name string) Param { return Param{Name: name, HasUnit: true} }
	number := func(name string) Param { return Param{Name: name, Positive: true} }
	form := func(build func(v []float64) (Dist, error), params ...Param) Form { return Form{params, build} }

	return []Family{
		{"constant", "always the same value", []Form{
			form(newConstant, place("value")),
		}},
		{"exponential", "without memory: the time to an event that may come at any moment", []Form{
			form(newExponential, length("mean")),
		}},
		{"uniform", "anywhere between two values alike", []Form{
			form(newUniform, place("min"), place("max")),
		}},
		{"triangular", "between two values, most likely at a third: what an expert can state", []Form{
			form(newTriangular, place("min"), place("mode"), place("max")),
		}},
		{"lognormal", "a product of many small factors: handling times, amounts; long upper tail", []Form{
			form(lognormalByQuantiles, length("median"), length("p95")),
			form(lognormalByVariation, length("mean"), number("cv")),
			form(lognormalByMedian, length("median"), number("sigma")),
			form(lognormalByMean, length("mean"), number("sigma")),
		}},
		{"gamma", "a sum of waiting times; rates that differ between customers", []Form{
			form(gammaByVariation, length("mean"), number("cv")),
			form(gammaByShape, length("mean"), number("shape")),
		}},
		{"erlang", "k exponential steps in a row", []Form{
			form(newErlang, length("mean"), number("k")),
		}},
		{"weibull", "lifetimes whose hazard rises (shape above 1) or falls (below 1) with age", []Form{
			form(weibullByMean, length("mean"), number("shape")),
			form(weibullByScale, length("scale"), number("shape")),
			form(weibullByQuantiles, length("median"), length("p95")),
		}},
		{"normal", "a sum of many small parts; with min, cut off below it (mean and sd are those before the cut)", []Form{
			form(newNormal, place("mean"), length("sd")),
			form(newTruncated, place("mean"), length("sd"), place("min")),
		}},
		{"pareto", "few cases with most of the total; no mean for shape up to 1, no variance up to 2", []Form{
			form(newPareto, length("min"), number("shape")),
		}},
		{"beta", "a share between 0 and 1", []Form{
			form(newBeta, length("mean"), length("sd")),
		}},
		{"hyperexponential", "one of two exponentials that contribute alike to the mean; cv at least 1", []Form{
			form(newHyperexponential, length("mean"), number("cv")),
		}},
	}
}
