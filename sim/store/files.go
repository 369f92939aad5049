package store

import (
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
)

// Files is what the package asks of a file system. OS is the real one; tests
// supply one that breaks.
type Files interface {
	// CreateNew creates a file that must not exist yet.
	CreateNew(path string) (File, error)
	Rename(from, to string) error
	Remove(path string) error
	ReadFile(path string) ([]byte, error)
	// ReadDir returns the names in a directory, sorted.
	ReadDir(path string) ([]string, error)
	MkdirAll(path string) error
	// SyncDir makes the names in a directory durable.
	SyncDir(path string) error
}

// File is a file being written.
type File interface {
	io.Writer
	Sync() error
	Close() error
}

// OS returns the machine's file system.
func OS() Files { return system{} }

type system struct{}

func (system) CreateNew(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}
func (system) Rename(from, to string) error         { return os.Rename(from, to) }
func (system) Remove(path string) error             { return os.Remove(path) }
func (system) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }
func (system) MkdirAll(path string) error           { return os.MkdirAll(path, 0o777) }

func (system) ReadDir(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

func (system) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a directory cannot be synced there; the rename is journalled
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err // EINVAL: this file system has no such thing
	}
	return nil
}
