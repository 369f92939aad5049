package scenarios

import (
	"weir/sim/rng"
)

const purposeInputs rng.Purpose = 0x1001

// InputDraw returns what is set where the fitted figures of the population file are
// others, as uncertain as their fit left them: drawn by the outer replication, the
// same for the same seed. False where the scenario has no population file, or one
// that does not say how uncertain it is.
func (l *Loaded) InputDraw(outer int, seed uint64) ([]Assignment, bool) {
	file := l.Variants[0].parts.population
	if file == nil || file.Dimensions() == 0 {
		return nil, false
	}
	s := rng.New(seed, uint32(outer), 0).Stream(0, purposeInputs, 0)
	normals := make([]float64, file.Dimensions())
	for i := range normals {
		normals[i] = s.Normal()
	}
	paths, values := file.Redraw(normals)
	var out []Assignment
	for i := range paths {
		out = append(out, Assignment{"population." + paths[i], values[i], "--inputs draw"})
	}
	return out, len(out) > 0
}
