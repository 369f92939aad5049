package desk

import (
	"fmt"
	"math"
)

// relaxation returns the time in which the queue forgets its start, in
// microseconds: 1/(√(cμ) − √λ)² where the staff can keep up, longer by the
// variability of service; else what patience or room make of it.
func (k Known) relaxation() (float64, error) {
	lambda, mean, square, patience := k.rate(), 0.0, 0.0, 0.0
	if !(lambda > 0) {
		return 0, fmt.Errorf("%s: no arrivals", k.ID)
	}
	for _, c := range k.Desk.classes() {
		weight := c.Arrivals / (lambda * 24 * 3600e6)
		service := c.Service.Dist
		if service == nil {
			service = k.Desk.Service.Dist
		}
		mean += weight * service.Mean()
		square += weight * (service.Variance() + service.Mean()*service.Mean())
		if p := c.Patience.Dist; p != nil {
			patience = max(patience, p.Mean())
		}
	}
	if p := k.Desk.Patience.Dist; p != nil {
		patience = max(patience, p.Mean())
	}
	mu, servers := 1/mean, float64(k.Desk.Servers)
	variability := max(1, square/(mean*mean)/2) // (1 + scv)/2
	switch capacity := servers * mu; {
	case lambda < capacity:
		return max(mean, variability/math.Pow(math.Sqrt(capacity)-math.Sqrt(lambda), 2)), nil
	case patience > 0:
		// Every case leaves at a rate of at least that of the slower clock.
		return max(mean, patience) * variability, nil
	case k.Desk.Places > 0:
		// The spectral gap of M/M/1/K on the states from c − 1 to places.
		angle := math.Pi / (float64(k.Desk.Places) - servers + 2)
		gap := lambda + capacity - 2*math.Sqrt(lambda*capacity)*math.Cos(angle)
		return max(mean, 1/gap) * variability, nil
	}
	return 0, fmt.Errorf("%s: no stationary state: arrivals need %.3g servers, there are %.0f, and neither patience nor room bounds the queue",
		k.ID, lambda*mean, servers)
}
