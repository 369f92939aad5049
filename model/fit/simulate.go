package fit

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/model/activity"
	"weir/sim/rng"
)

// Purposes of chance in this package.
const (
	purposeCohort     rng.Purpose = iota + 0xf170 // a new customer's history
	purposeFuture                                 // a known customer's hold-out
	purposeReference                              // the sample that a refusal measures against
	purposeParameters                             // parameters within their covariance
)

// sampler draws histories of new customers of a law. It does not draw every
// transaction: the number in a lifetime is Poisson, and the last one lies an
// exponential gap before its end, for time may be read backwards.
type sampler struct {
	shape, scale float64 // of the rate
	dropShape    float64 // of the hazard; 0: none
	dropScale    float64
	a, b         float64 // of the dropout after a transaction; 0: none
}

func newSampler(law activity.Law) sampler {
	switch p := law.(type) {
	case activity.ParetoNBD:
		return sampler{shape: p.R, scale: p.Alpha, dropShape: p.S, dropScale: p.Beta}
	case activity.BGNBD:
		return sampler{shape: p.R, scale: p.Alpha, a: p.A, b: p.B}
	case activity.NBD:
		return sampler{shape: p.R, scale: p.Alpha}
	}
	panic(fmt.Sprintf("fit: newSampler: no sampler for %T", law))
}

// posterior is the law of customers with a history who are alive.
func posterior(law activity.Law, h activity.History) activity.Law {
	switch p := law.(type) {
	case activity.ParetoNBD:
		return p.Posterior(h)
	case activity.BGNBD:
		return p.Posterior(h)
	case activity.NBD:
		return p.Posterior(h)
	}
	panic(fmt.Sprintf("fit: posterior: no posterior for %T", law))
}

// draw returns the history of a new customer observed for span.
func (s sampler) draw(stream *rng.Stream, span float64) activity.History {
	last, rate := s.drawLast(stream, span)
	h := activity.History{Last: last, Span: span}
	if last <= 0 {
		return h
	}
	// Given the last transaction, those before it are Poisson again. In BG/NBD they
	// are thinned to those not followed by dropout, as rate is.
	h.Repeats = 1 + int(distuv.Poisson{Lambda: rate * last, Src: stream}.Rand())
	return h
}

// drawLast returns the time of the last transaction, 0 for none after the first,
// and the rate of transactions before it.
func (s sampler) drawLast(stream *rng.Stream, span float64) (last, rate float64) {
	rate = distuv.Gamma{Alpha: s.shape, Beta: s.scale, Src: stream}.Rand()
	end := span
	switch {
	case s.dropShape > 0:
		hazard := distuv.Gamma{Alpha: s.dropShape, Beta: s.dropScale, Src: stream}.Rand()
		end = math.Min(span, stream.Exp()/hazard)
	case s.a > 0:
		q := distuv.Beta{Alpha: s.a, Beta: s.b, Src: stream}.Rand()
		end = stream.Exp() / (rate * q)
		rate *= 1 - q
		if end <= span {
			return end, rate // dropped out at a transaction, which is the last
		}
		end = span
	}
	return math.Max(0, end-stream.Exp()/rate), rate
}
