// Package experiment runs replications × variants on workers, so that the
// results do not depend on scheduling, interruption or what is done already.
package experiment

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"weir/sim/stat"
)

// Spec says what to run.
type Spec struct {
	Variants     []Variant
	Replications int   // of each variant; ignored with Auto
	Auto         *Auto // nil: the number of replications is fixed
	Workers      int   // units run at the same time; below 1: as many as processors
	Store        Store // where finished units are kept and found again; nil: in memory only

	// Run computes a unit: a pure function of its variant and replication, both
	// from 0, as bytes that are equal whenever the inputs are. It is called from
	// several goroutines, and should return soon once the context is cancelled;
	// what it then returns is dropped.
	Run func(ctx context.Context, variant, replication int) ([]byte, error)

	// Take, if not nil, is given every unit's data as it becomes complete, in no
	// certain order, one call at a time. The data is not kept then, and the outcome
	// has no Results; an error ends the run. Not together with Auto.
	Take func(u Unit, data []byte) error

	// Progress hears of every unit as it becomes complete, one call at a time;
	// nil for nobody.
	Progress func(Event)
}

// Variant is one column of the experiment. Key is a hash of everything its
// results depend on but the replication (inputs, seed, program version), made
// of characters that may stand in a file's name. Variants of equal keys are the
// same work and run once.
type Variant struct{ Name, Key string }

// Auto lets the results decide how many replications are enough. They are
// looked at only at the sizes of stat.Looks.
type Auto struct {
	Limit int // replications at which to stop in any case

	// Reached says whether the results are precise enough: by variant, then by
	// replication.
	Reached func(results [][][]byte) (bool, error)
}

// Store keeps finished units by name; package store has one of files. Get's
// error is a store.ErrDamaged where the unit must be run again. The methods are
// called from several goroutines.
type Store interface {
	Get(name string) (data []byte, found bool, err error)
	Put(name string, data []byte) error
}

// Event tells of a unit.
type Event struct {
	Unit
	Kind  EventKind
	Why   error // Damaged: what is wrong with the stored unit
	Done  int   // units complete
	Total int   // units planned so far; with Auto it grows from look to look
}

// EventKind says what happened to a unit.
type EventKind uint8

// The kinds of events.
const (
	Ran     EventKind = iota + 1 // it was computed and saved
	Reused                       // the store had it
	Damaged                      // the store had it, but spoilt: it will be run again
)

// Outcome is what an experiment found.
type Outcome struct {
	// Results holds what Run returned: Results[variant][replication], of the
	// first Replications replications of every variant. Later units that an
	// interrupted run happened to finish are in the store, but not here: to take
	// what is finished first would favour short histories.
	Results      [][][]byte
	Replications int

	Interrupted bool // stopped before all was done; run again to go on
	Reached     bool // with Auto: precise enough, at or before the limit
	Ran         int  // units computed
	Reused      int  // units that the store had
}

// Unit is one piece of work, named by the content of its inputs.
type Unit struct {
	Name                 string
	Variant, Replication int
}

// Units returns the work of an experiment in the order in which it is begun:
// all variants of a replication before the next one, so that an interrupted run
// is balanced. Of several variants of one key only the first has units.
func Units(variants []Variant, replications int) []Unit {
	return unitsFrom(variants, 0, replications)
}

func unitsFrom(variants []Variant, first, end int) []Unit {
	var units []Unit
	for r := first; r < end; r++ {
		seen := map[string]bool{}
		for v, variant := range variants {
			if !seen[variant.Key] {
				units = append(units, Unit{Name: variant.Unit(r), Variant: v, Replication: r})
			}
			seen[variant.Key] = true
		}
	}
	return units
}

// Unit names one replication's unit.
func (v Variant) Unit(replication int) string { return fmt.Sprintf("%s-%06d", v.Key, replication) }

// sizes returns the numbers of replications after which to pause.
func (s Spec) sizes() []int {
	if s.Auto == nil {
		return []int{s.Replications}
	}
	return stat.Looks(s.Auto.Limit)
}

func (s Spec) workers() int {
	if s.Workers < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return s.Workers
}

func (s Spec) check() error {
	n := s.Replications
	if s.Auto != nil {
		n = s.Auto.Limit
	}
	switch {
	case len(s.Variants) == 0:
		return errors.New("an experiment needs a variant")
	case s.Auto != nil && s.Take != nil:
		return errors.New("an experiment that keeps no results cannot look at them")
	case n < 1:
		return fmt.Errorf("%d replications; want at least 1", n)
	}
	return nil
}
