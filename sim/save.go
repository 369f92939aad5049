package sim

import (
	"encoding/gob"
	"fmt"
	"io"
)

// saved is the kernel's part of a saved run. Agendas are not in it: they follow
// from the records.
type saved struct {
	Entities   int
	Start, Now Time
	Cuts       []Time // those that came up in the run; the configuration brings its own
	Print      Fingerprint
	Events     int64
}

// Save writes the run's whole state, between two calls of To: continuing from it
// gives the same history as not having stopped.
func (r *Run) Save(w io.Writer) error {
	enc := gob.NewEncoder(w)
	s := saved{r.cfg.Entities, r.cfg.Start, r.now, r.added, r.Fingerprint(), r.Events()}
	if err := enc.Encode(s); err != nil {
		return fmt.Errorf("saving a run: %w", err)
	}
	if err := r.world.Save(enc); err != nil {
		return fmt.Errorf("saving a run: %w", err)
	}
	return nil
}

// Resume sets up a run that goes on from what Save wrote. The configuration may
// differ in everything but Entities and Start: other cells, another end, other
// cuts after the saved instant; and the World may follow another policy. It may
// read more from its source than the saved run.
func Resume(cfg Config, w World, from io.Reader) (*Run, error) {
	dec := gob.NewDecoder(from)
	var s saved
	if err := dec.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading a saved run: %w", err)
	}
	if s.Entities != cfg.Entities || s.Start != cfg.Start {
		return nil, fmt.Errorf("reading a saved run: it has %d entities from %d on, the configuration %d from %d on",
			s.Entities, s.Start, cfg.Entities, cfg.Start)
	}
	if err := w.Load(dec); err != nil {
		return nil, fmt.Errorf("reading a saved run: %w", err)
	}
	return newRun(cfg, w, s), nil
}
