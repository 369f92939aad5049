package expr

import "strings"

// Unit says what a value measures, and with that how its float64 slot is read.
type Unit uint8

// The units. A Ratio is what a quotient of like quantities is: it is taken as a
// number or as a share, whichever the other side asks for. A Count is treated
// like a Number; the word is for the reader.
const (
	Number   Unit = iota + 1 // a plain number
	Count                    // how many, not negative; a sliding window's count need not be whole
	Share                    // 0..1, written 3%
	Ratio                    // a number or a share, as asked
	Duration                 // sim.Duration: microseconds
	Money                    // minor units of the one currency
	Text                     // the place, from 0, of a word in the name's list of words
	Flag                     // yes or no: 0 is no, all else is yes

	word // a word in quotes, before it is known whose
	list // what stands right of "in"
)

// String returns the unit's word in messages and documentation.
func (u Unit) String() string {
	return [...]string{"unknown", "number", "count", "share", "ratio", "duration", "money",
		"text", "yes or no", "word in quotes", "list"}[u]
}

// Code names the unit's word in the catalogue of sentences.
func (u Unit) Code() string { return "unit." + strings.ReplaceAll(u.String(), " ", "_") }

// quantities are the units that arithmetic knows.
var quantities = [...]Unit{Number, Share, Ratio, Duration, Money}

// plain is the unit that the rules below are written for.
func (u Unit) plain() Unit {
	if u == Count {
		return Number
	}
	return u
}

// scalar reports whether u scales other quantities.
func (u Unit) scalar() bool { return u == Number || u == Share || u == Ratio }

// alike returns the common unit of two quantities that may be compared, added,
// or stand in the two branches of a choice.
func alike(a, b Unit) (Unit, bool) {
	switch {
	case a == b:
		return a, true
	case a == Ratio && b.scalar():
		return b, true
	case b == Ratio && a.scalar():
		return a, true
	}
	return 0, false
}

// product returns the unit of a × b. Of two unlike scalars nobody can say
// whether 3% of a count is meant or a share made larger: it is a Ratio.
func product(a, b Unit) (Unit, bool) {
	switch {
	case a.scalar() && b.scalar():
		if a == b {
			return a, true
		}
		return Ratio, true
	case a.scalar():
		return b, true
	case b.scalar():
		return a, true
	}
	return 0, false
}

// quotient returns the unit of a ÷ b.
func quotient(a, b Unit) (Unit, bool) {
	switch {
	case a == b, a.scalar() && b.scalar():
		return Ratio, true
	case b.scalar():
		return a, true
	}
	return 0, false
}
