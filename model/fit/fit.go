// Package fit turns a log of real transactions into a population: activity and
// dropout by maximum likelihood, amounts, seasonality, each with its standard
// error, and a refusal, with the number needed, where the data cannot say.
//
// The steps are Read (a file to a Log), Activity (a Log to a Result), and the
// Result's WriteText and Population. Rules P2 (the laws), P10 (idle shares), P12
// (the user's own data).
package fit

import (
	"fmt"
	"strings"
	"time"

	"weir/model/table"
)

// Date returns the Day of a calendar date.
func Date(year int, month time.Month, day int) Day { return table.Date(year, month, day) }

// ParseDay reads a date written YYYY-MM-DD, as --until is.
func ParseDay(text string) (Day, error) { return table.ParseDay(text) }

// Unit is the unit of time of a fit: estimates are per unit.
type Unit int

// The units.
const (
	Week Unit = iota // the default, as in the literature
	PerDay
)

// ParseUnit reads "day" or "week".
func ParseUnit(text string) (Unit, error) {
	switch text {
	case "week":
		return Week, nil
	case "day":
		return PerDay, nil
	}
	return 0, fmt.Errorf("unit %q is not one of day, week", text)
}

// String returns "week" or "day".
func (u Unit) String() string {
	if u == PerDay {
		return "day"
	}
	return "week"
}

// Days is the length of the unit.
func (u Unit) Days() float64 {
	if u == PerDay {
		return 1
	}
	return 7
}

// Model is the law of activity to fit.
type Model int

// The models.
const (
	ParetoNBD Model = iota // the default; what weir run simulates
	BGNBD                  // for comparison: it must not decide dormancy
)

// ParseModel reads "pareto-nbd" or "bgnbd".
func ParseModel(text string) (Model, error) {
	switch strings.ToLower(text) {
	case "pareto-nbd", "paretonbd":
		return ParetoNBD, nil
	case "bg-nbd", "bgnbd":
		return BGNBD, nil
	}
	return 0, fmt.Errorf("model %q is not one of pareto-nbd, bgnbd", text)
}

// Options say what to fit.
type Options struct {
	Until        Day    // last day of the calibration; 0: the last day of the data
	Unit         Unit   // of the estimates
	Model        Model  // of activity and dropout
	Seed         uint64 // of the simulations
	Replications int    // of each simulation; 0: 200
}

// Refusal says that the data do not determine something, why, and what would.
type Refusal struct {
	Code string // stable: "customers", "repeaters", "dropout-likelihood", …
	What string // what is not fitted: "activity" or "dropout"
	Why  string // a sentence with the figures
	Need string // a sentence with the number needed
}

// Error implements error.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s not fitted (%s): %s; %s", r.What, r.Code, r.Why, r.Need)
}
