package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

var (
	before = bytes.Repeat([]byte("before\n"), 30_000) // more than one write each
	after  = bytes.Repeat([]byte("after!\n"), 40_000)
)

// Every operation of the file system fails once, alone and with all that come
// after it. Whatever happens: a unit is what it was or what it becomes, finished
// ones stay, and the error says which file it is about.
func TestNoHalfUnitIsEverVisible(t *testing.T) {
	for _, test := range []struct {
		dead  bool
		after []byte
	}{{false, after}, {true, after}, {false, []byte("short")}, {true, []byte("short")}} {
		dead, after := test.dead, test.after
		failures := map[string]bool{}
		for n := 1; ; n++ {
			dir := filepath.Join(t.TempDir(), "units")
			sound := New(dir)
			mustPut(t, sound, "kept", before)
			mustPut(t, sound, "replaced", before)

			files := breaking(n, dead)
			err := NewIn(files, dir).Put("replaced", after)
			if *files.last == "" { // all went through
				if err != nil {
					t.Fatalf("nothing failed, but Put says %v", err)
				}
				break
			}
			failures[*files.last] = true
			checkFailure(t, files, dir, after, err)
		}
		for _, operation := range []string{"mkdir", "create", "write", "sync", "close", "rename", "sync directory"} {
			if !failures[operation] {
				t.Errorf("dead %v: no %s failed", dead, operation)
			}
		}
	}
}

func checkFailure(t *testing.T, files broken, dir string, after []byte, err error) {
	t.Helper()
	path := filepath.Join(dir, "replaced.unit")
	if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), ".tmp") {
		t.Errorf("%v: the error does not name %s: %v", files, path, err)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v: the error hides its cause: %v", files, err)
	}
	sound := New(dir)
	if got := mustGet(t, sound, "kept"); !bytes.Equal(got, before) {
		t.Errorf("%v: another unit changed", files)
	}
	got := mustGet(t, sound, "replaced")
	if !bytes.Equal(got, before) && (*files.last != "sync directory" || !bytes.Equal(got, after)) {
		t.Errorf("%v: the unit is neither what it was nor what it becomes", files)
	}
	if names, err := sound.List(); err != nil || strings.Join(names, " ") != "kept replaced" {
		t.Errorf("%v: listed %q, %v", files, names, err)
	}
	if !files.dead && *files.last != "remove" {
		checkNoLitter(t, dir, 2)
	}
}

func checkNoLitter(t *testing.T, dir string, want int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != want {
		t.Errorf("%d files in the directory, want %d: %v %v", len(entries), want, entries, err)
	}
}

// A unit cut short at any byte, or altered in any, is found out and can be
// written again.
func TestDamageIsFound(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	mustPut(t, s, "a", []byte("something\nworth keeping"))
	path := filepath.Join(dir, "a.unit")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, at int, content []byte) {
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		data, found, err := s.Get("a")
		if found || data != nil || !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s at %d: got %q, %v, %v", what, at, data, found, err)
		}
	}
	for i := range whole {
		check("cut", i, whole[:i])
		altered := bytes.Clone(whole)
		altered[i] ^= 1
		check("altered", i, altered)
	}
	check("longer", len(whole), append(bytes.Clone(whole), 0))
	mustPut(t, s, "a", []byte("again"))
	if got := mustGet(t, s, "a"); string(got) != "again" {
		t.Errorf("got %q", got)
	}
}

// A file under another unit's name is not that unit.
func TestRenamedUnitIsDamaged(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	mustPut(t, s, "a", []byte("data"))
	if err := os.Rename(filepath.Join(dir, "a.unit"), filepath.Join(dir, "b.unit")); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s.Get("b"); found || !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestAbsent(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "never", "made"))
	if data, found, err := s.Get("a"); data != nil || found || err != nil {
		t.Errorf("got %q, %v, %v", data, found, err)
	}
	if names, err := s.List(); names != nil || err != nil {
		t.Errorf("got %v, %v", names, err)
	}
}

// An empty unit is there, and strangers' files are not units.
func TestList(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	for _, name := range []string{"b", "a", "a-1"} {
		mustPut(t, s, name, nil)
	}
	for _, stranger := range []string{".c.unit.7-0.tmp", "notes.txt", ".unit", "ä.unit"} {
		if err := os.WriteFile(filepath.Join(dir, stranger), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	names, err := s.List()
	if err != nil || strings.Join(names, " ") != "a a-1 b" {
		t.Errorf("got %q, %v", names, err)
	}
	if data := mustGet(t, s, "a"); len(data) != 0 {
		t.Errorf("got %q", data)
	}
}

func TestNames(t *testing.T) {
	s := New(t.TempDir())
	for _, name := range []string{"", ".", "..", "../a", "a/b", `a\b`, ".a", "-a", "a b", "ü", strings.Repeat("a", 201)} {
		if err := s.Put(name, nil); err == nil {
			t.Errorf("%q names a unit", name)
		}
		if _, _, err := s.Get(name); err == nil {
			t.Errorf("%q can be read", name)
		}
	}
}

// A directory that cannot be written to is reported before anything is put.
func TestProbe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run", "units")
	if err := New(dir).Probe(); err != nil {
		t.Fatal(err)
	}
	checkNoLitter(t, dir, 0)

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := New(filepath.Join(file, "units")).Probe(); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a directory below a file: %v", err)
	}
	for n := 1; n <= 5; n++ { // mkdir, create, write, sync, close
		files := breaking(n, true)
		if err := NewIn(files, dir).Probe(); err == nil || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%v: got %v", files, err)
		}
	}
}

// Several writers of one unit and a reader, as when two processes share a
// directory: the reader sees whole units only.
func TestSharedDirectory(t *testing.T) {
	dir := t.TempDir()
	mustPut(t, New(dir), "a", before)
	var writers sync.WaitGroup
	for _, data := range [][]byte{before, after, before, after} {
		writers.Go(func() {
			for range 5 {
				if err := New(dir).Put("a", data); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		if got := mustGet(t, New(dir), "a"); !bytes.Equal(got, before) && !bytes.Equal(got, after) {
			t.Fatal("half a unit was visible")
		}
	}
	checkNoLitter(t, dir, 1)
}

// Writers that give up, by error or panic, leave nothing behind, and what was
// there stays.
func TestWriterGivesUp(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "results.json")
	if err := WriteFile(path, text("first")); err != nil {
		t.Fatal(err)
	}
	mine := errors.New("out of ideas")
	err := WriteFile(path, func(w io.Writer) error {
		w.Write(after)
		return mine
	})
	if !errors.Is(err, mine) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		WriteFile(path, func(w io.Writer) error {
			w.Write(after)
			panic("bug")
		})
	}()
	checkNoLitter(t, dir, 1)
	if content, err := os.ReadFile(path); err != nil || string(content) != "first" {
		t.Errorf("got %q, %v", content, err)
	}
}

// The file is as readable as any that a program writes.
func TestPermissions(t *testing.T) {
	dir := t.TempDir()
	plain, whole := filepath.Join(dir, "plain"), filepath.Join(dir, "whole")
	if err := os.WriteFile(plain, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(whole, text("x")); err != nil {
		t.Fatal(err)
	}
	a, errA := os.Stat(plain)
	b, errB := os.Stat(whole)
	if errA != nil || errB != nil || a.Mode() != b.Mode() {
		t.Errorf("modes %v and %v, errors %v, %v", a.Mode(), b.Mode(), errA, errB)
	}
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func mustPut(t *testing.T, s *Store, name string, data []byte) {
	t.Helper()
	if err := s.Put(name, data); err != nil {
		t.Fatal(err)
	}
}

func mustGet(t *testing.T, s *Store, name string) []byte {
	t.Helper()
	data, found, err := s.Get(name)
	if err != nil || !found {
		t.Fatalf("unit %s: found %v, %v", name, found, err)
	}
	return data
}
