package experiment

import (
	"bytes"
	"errors"
	"fmt"

	"weir/sim/store"
)

// Merge gathers named units from several stores, the work of several machines,
// into one. Every unit must be found whole in at least one of them, into
// included; found more than once it must be the same bytes, or the error is an
// ErrDiffers. What is whole is merged even where other units are missing.
func Merge(into Store, names []string, from ...Store) error {
	missing := 0
	var first string
	for _, name := range names {
		found, err := mergeUnit(into, name, from)
		if err != nil {
			return err
		}
		if !found {
			if missing == 0 {
				first = name
			}
			missing++
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d units are missing, the first is %s", missing, len(names), first)
	}
	return nil
}

func mergeUnit(into Store, name string, from []Store) (bool, error) {
	kept, have, err := whole(into, name)
	if err != nil {
		return false, err
	}
	stored := have
	for _, source := range from {
		data, found, err := whole(source, name)
		switch {
		case err != nil:
			return false, err
		case found && have && !bytes.Equal(data, kept):
			return false, fmt.Errorf("unit %s: %w", name, ErrDiffers)
		case found:
			kept, have = data, true
		}
	}
	if have && !stored {
		return true, into.Put(name, kept)
	}
	return have, nil
}

// whole reads a unit; a damaged one is as good as absent.
func whole(s Store, name string) ([]byte, bool, error) {
	data, found, err := s.Get(name)
	if errors.Is(err, store.ErrDamaged) {
		return nil, false, nil
	}
	return data, found, err
}
