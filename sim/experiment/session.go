package experiment

import (
	"bytes"
	"errors"
	"sync"

	"weir/sim/store"
)

// Session is a store for the length of one command: in front of a lasting one, if
// any. A fresh session does not read what was there before it began, so that
// everything is computed again, once.
type Session struct {
	lasting Store // nil: none
	fresh   bool

	mu       sync.Mutex
	kept     map[string][]byte // where the lasting store cannot be asked
	replaced []string
}

// NewSession returns a session in front of a store, nil for in memory only.
func NewSession(lasting Store, fresh bool) *Session {
	return &Session{lasting: lasting, fresh: fresh, kept: map[string][]byte{}}
}

// Get returns a unit of this session, or one from before it.
func (s *Session) Get(name string) ([]byte, bool, error) {
	s.mu.Lock()
	data, ok := s.kept[name]
	s.mu.Unlock()
	if ok || s.fresh || s.lasting == nil {
		return data, ok, nil
	}
	return s.lasting.Get(name)
}

// Put keeps a unit, and notes where it takes the place of another.
func (s *Session) Put(name string, data []byte) error {
	if s.lasting == nil || s.fresh {
		s.mu.Lock()
		s.kept[name] = data
		s.mu.Unlock()
	}
	if s.lasting == nil {
		return nil
	}
	if s.fresh {
		old, found, err := s.lasting.Get(name)
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			return err
		}
		if found && !bytes.Equal(old, data) {
			s.mu.Lock()
			s.replaced = append(s.replaced, name)
			s.mu.Unlock()
		}
	}
	return s.lasting.Put(name, data)
}

// Replaced lists the units that a fresh session computed otherwise than they had
// been stored, in the order in which they were: something that decides results is
// not in their key.
func (s *Session) Replaced() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.replaced
}
