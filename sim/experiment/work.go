package experiment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"weir/sim/store"
)

// ErrDiffers says that the same work gave different bytes: the unit is not a
// pure function of what its name stands for.
var ErrDiffers = errors.New("two computations of the same unit differ")

// UnitError is a unit that failed.
type UnitError struct {
	Unit
	VariantName string
	Err         error
	Stack       []byte // of a panic, for developers; nil otherwise
}

// Error names the unit.
func (e *UnitError) Error() string {
	return fmt.Sprintf("variant %s, replication %d (unit %s): %v", e.VariantName, e.Replication, e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *UnitError) Unwrap() error { return e.Err }

// result is what came of a unit.
type result struct {
	unit Unit
	data []byte
	err  *UnitError
}

// attempt computes a unit and saves it. A panic becomes an error, so that the
// other units finish.
func attempt(ctx context.Context, spec Spec, unit Unit) (r result) {
	r.unit = unit
	failed := func(err error, stack []byte) {
		r.err = &UnitError{Unit: unit, VariantName: spec.Variants[unit.Variant].Name, Err: err, Stack: stack}
	}
	defer func() {
		if cause := recover(); cause != nil {
			failed(fmt.Errorf("panic: %v", cause), debug.Stack())
		}
	}()
	data, err := spec.Run(ctx, unit.Variant, unit.Replication)
	if err == nil {
		err = ctx.Err() // the caller has left: write nothing behind its back
	}
	if err == nil {
		r.data = data
		err = save(spec, unit.Name, data)
	}
	if err != nil {
		failed(err, nil)
	}
	return r
}

// save writes a unit at once. Another process may have written it meanwhile:
// then it must be the same.
func save(spec Spec, name string, data []byte) error {
	if spec.Store == nil {
		return nil
	}
	stored, found, err := spec.Store.Get(name)
	switch {
	case err != nil && !errors.Is(err, store.ErrDamaged):
		return err
	case found && bytes.Equal(stored, data):
		return nil
	case found:
		return ErrDiffers
	}
	return spec.Store.Put(name, data)
}

// earlier keeps the error of the unit that comes first in the order of work, so
// that the message does not depend on scheduling more than it must.
func earlier(a, b error) error {
	var x, y *UnitError
	switch {
	case b == nil:
		return a
	case a == nil:
		return b
	case errors.As(a, &x) && errors.As(b, &y) && before(y.Unit, x.Unit):
		return b
	}
	return a
}

func before(a, b Unit) bool {
	if a.Replication != b.Replication {
		return a.Replication < b.Replication
	}
	return a.Variant < b.Variant
}
