// Package store keeps finished work in files that are either whole or absent.
package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// ErrDamaged says that a unit is there but is not what was put: half-written,
// altered, or another's. It is as good as absent; Put replaces it.
var ErrDamaged = errors.New("damaged")

// suffix ends the names of units' files; whatever else lies in the directory is
// not the store's.
const suffix = ".unit"

// Store is a directory of named units. Its methods may be called from several
// goroutines, and several processes may share the directory.
type Store struct {
	dir   string
	files Files
}

// New returns the store in a directory, which need not exist yet: Probe or the
// first Put makes it.
func New(dir string) *Store { return NewIn(OS(), dir) }

// NewIn is New on a given file system.
func NewIn(files Files, dir string) *Store { return &Store{dir: dir, files: files} }

// Probe makes the directory and tries whether it can be written to, so that a
// run finds out before it simulates anything.
func (s *Store) Probe() error {
	if err := s.files.MkdirAll(s.dir); err != nil {
		return at(s.dir, "", err)
	}
	temporary, file, err := createTemporary(s.files, filepath.Join(s.dir, "probe"))
	if err != nil {
		return at(s.dir, temporary, err)
	}
	defer s.files.Remove(temporary)
	return at(s.dir, temporary, fill(file, func(w io.Writer) error {
		_, err := io.WriteString(w, "can be written\n")
		return err
	}))
}

// Put writes a unit; once it returns nil the unit survives a crash. A unit of
// the same name is replaced. Names consist of letters, digits, '-', '_' and
// '.', and begin with a letter or digit.
func (s *Store) Put(name string, data []byte) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if err := s.files.MkdirAll(s.dir); err != nil {
		return at(path, "", err)
	}
	return WriteFileIn(s.files, path, func(w io.Writer) error {
		if _, err := io.WriteString(w, header(name, data)); err != nil {
			return err
		}
		_, err := w.Write(data)
		return err
	})
}

// Get reads a unit and whether it is there. One that is there but damaged is
// not: the error then says why and is an ErrDamaged. Any other error means that
// the file could not be read.
func (s *Store) Get(name string) ([]byte, bool, error) {
	path, err := s.path(name)
	if err != nil {
		return nil, false, err
	}
	content, err := s.files.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, at(path, "", err)
	}
	first, data, _ := bytes.Cut(content, []byte("\n"))
	if string(first)+"\n" != header(name, data) {
		return nil, false, fmt.Errorf("%s: %w: its content is not what was written", path, ErrDamaged)
	}
	return data, true, nil
}

// List returns the names of all units, damaged ones too, sorted. It is empty
// where the directory does not exist.
func (s *Store) List() ([]string, error) {
	files, err := s.files.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, at(s.dir, "", err)
	}
	var names []string
	for _, file := range files {
		if name, ok := strings.CutSuffix(file, suffix); ok && validName(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// header is the first line of a unit's file. The sum covers the name as well,
// so that a file put under another's name is found out, and the length shows a
// reader of the file what is missing.
func header(name string, data []byte) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%d\n", name, len(data))
	sum.Write(data)
	return fmt.Sprintf("unit/v1 %d %x\n", len(data), sum.Sum(nil))
}

func (s *Store) path(name string) (string, error) {
	if !validName(name) {
		return "", fmt.Errorf("%q cannot name a unit; want letters, digits, '-', '_' and '.', a letter or digit first", name)
	}
	return filepath.Join(s.dir, name+suffix), nil
}

func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	return name != "" && len(name) <= 200
}
