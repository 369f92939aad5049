package lab

import (
	"errors"
	"os"
	"path/filepath"

	"weir/sim/experiment"
	"weir/sim/store"
)

// unitsFolder is where a run directory keeps finished replications.
const unitsFolder = "units"

// Beside returns the store of a run directory: it writes there, and takes what
// the run directories beside it have finished already. Units are named by the
// content of their inputs, so that it does not matter whose they are.
func Beside(dir string) (experiment.Store, error) {
	own := store.New(filepath.Join(dir, unitsFolder))
	if err := own.Probe(); err != nil {
		return nil, err
	}
	b := beside{own: own}
	entries, err := os.ReadDir(filepath.Dir(filepath.Clean(dir)))
	if err != nil {
		return b, nil // whoever may write here need not be able to list
	}
	for _, e := range entries {
		other := filepath.Join(filepath.Dir(filepath.Clean(dir)), e.Name(), unitsFolder)
		if info, err := os.Stat(other); err == nil && info.IsDir() && e.Name() != filepath.Base(filepath.Clean(dir)) {
			b.others = append(b.others, store.New(other))
		}
	}
	return b, nil
}

// beside is a store with others to read from.
type beside struct {
	own    *store.Store
	others []*store.Store
}

// Get returns a unit of the directory's own, or a neighbour's, which then is its
// own as well.
func (b beside) Get(name string) ([]byte, bool, error) {
	data, found, err := b.own.Get(name)
	if found || err != nil && !errors.Is(err, store.ErrDamaged) {
		return data, found, err
	}
	for _, other := range b.others {
		if data, found, broken := other.Get(name); found && broken == nil {
			return data, true, b.own.Put(name, data)
		}
	}
	return nil, false, err
}

// Put keeps a unit in the directory's own store.
func (b beside) Put(name string, data []byte) error { return b.own.Put(name, data) }
