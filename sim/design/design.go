// Package design lays out which settings of parameters to simulate, and reads what
// came of them: designs as points, the settings that no other beats (Front), and
// how much of an answer's variance a group of chance accounts for (Total).
//
// Designs are pure: points are indices of levels, or coordinates in the unit cube
// for whoever calls to scale.
package design

import (
	"fmt"
	"math"

	"weir/sim/rng"
)

// Grid returns every combination of levels: for each parameter the index of one of
// its levels, the last parameter changing fastest. There is one point, of no
// parameters, without parameters, and none where a parameter has no level. A
// negative number of levels is a programmer's error.
func Grid(levels ...int) [][]int {
	points := [][]int{{}}
	for _, n := range levels {
		checkLevels(n)
		var longer [][]int
		for _, p := range points {
			for level := range n {
				longer = append(longer, append(p[:len(p):len(p)], level))
			}
		}
		points = longer
	}
	return points
}

// Base stands in a point of OneAtATime for a parameter that is as in the base.
const Base = -1

// OneAtATime returns for each level of each parameter the point at which only that
// parameter is moved, to that level, and all others are at Base: parameter by
// parameter, each in the order of its levels. The base itself is not among them. A
// negative number of levels is a programmer's error.
func OneAtATime(levels ...int) [][]int {
	var points [][]int
	for moved, n := range levels {
		checkLevels(n)
		for level := range n {
			p := make([]int, len(levels))
			for i := range p {
				p[i] = Base
			}
			p[moved] = level
			points = append(points, p)
		}
	}
	return points
}

func checkLevels(n int) {
	if n < 0 {
		panic(fmt.Sprintf("design: %d levels", n))
	}
}

// The purpose of the draws of a Latin hypercube.
const purposeHypercube rng.Purpose = 0x0f01

// LatinHypercube returns n points in the unit cube of so many dimensions, such that
// in each dimension each of the n strata [i/n, (i+1)/n) has exactly one point, at a
// random place in it. The same seed gives the same points, and a further dimension
// leaves those before as they are. Negative numbers are a programmer's error.
//
// Source: M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods
// for selecting values of input variables in the analysis of output from a computer
// code", Technometrics 21 (1979) 239–245.
func LatinHypercube(n, dims int, seed uint64) [][]float64 {
	if n < 0 || dims < 0 {
		panic(fmt.Sprintf("design: a hypercube of %d points in %d dimensions", n, dims))
	}
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, dims)
	}
	root := rng.New(seed, 0, 0)
	for dim := range dims {
		s := root.Stream(uint64(dim), purposeHypercube, 0)
		for i, stratum := range permutation(n, &s) {
			at := (float64(stratum) + s.Float64()) / float64(n)
			points[i][dim] = min(at, math.Nextafter(float64(stratum+1)/float64(n), 0)) // rounding may not lift it out
		}
	}
	return points
}

// permutation returns the numbers 0 to n − 1 in random order (Fisher and Yates).
func permutation(n int, s *rng.Stream) []int {
	p := make([]int, n)
	for i := range p {
		j := int(s.Below(uint64(i + 1)))
		p[i], p[j] = p[j], i
	}
	return p
}
