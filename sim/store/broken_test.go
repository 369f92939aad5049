package store

import (
	"fmt"
	"io/fs"
	"sync/atomic"
	"syscall"
)

// broken is a file system whose n-th operation fails, n from 1; with dead set,
// so do all after it, as when the machine is lost. A failing write leaves half
// of what it was given on the disk.
type broken struct {
	Files
	fails int64
	dead  bool
	count *atomic.Int64
	last  *string // the operation that failed
}

func breaking(n int, dead bool) broken {
	return broken{Files: OS(), fails: int64(n), dead: dead, count: new(atomic.Int64), last: new(string)}
}

// try counts an operation and says whether it fails.
func (b broken) try(operation, path string) error {
	n := b.count.Add(1)
	if n != b.fails && !(b.dead && n > b.fails) {
		return nil
	}
	if n == b.fails {
		*b.last = operation
	}
	return &fs.PathError{Op: operation, Path: path, Err: syscall.ENOSPC}
}

func (b broken) CreateNew(path string) (File, error) {
	if err := b.try("create", path); err != nil {
		return nil, err
	}
	file, err := b.Files.CreateNew(path)
	return brokenFile{file, b, path}, err
}

func (b broken) Rename(from, to string) error {
	if err := b.try("rename", from); err != nil {
		return err
	}
	return b.Files.Rename(from, to)
}

func (b broken) Remove(path string) error {
	if err := b.try("remove", path); err != nil {
		return err
	}
	return b.Files.Remove(path)
}

func (b broken) ReadFile(path string) ([]byte, error) {
	if err := b.try("read", path); err != nil {
		return nil, err
	}
	return b.Files.ReadFile(path)
}

func (b broken) ReadDir(path string) ([]string, error) {
	if err := b.try("list", path); err != nil {
		return nil, err
	}
	return b.Files.ReadDir(path)
}

func (b broken) MkdirAll(path string) error {
	if err := b.try("mkdir", path); err != nil {
		return err
	}
	return b.Files.MkdirAll(path)
}

func (b broken) SyncDir(path string) error {
	if err := b.try("sync directory", path); err != nil {
		return err
	}
	return b.Files.SyncDir(path)
}

type brokenFile struct {
	File
	on   broken
	path string
}

func (f brokenFile) Write(data []byte) (int, error) {
	if err := f.on.try("write", f.path); err != nil {
		n, _ := f.File.Write(data[:len(data)/2])
		return n, err
	}
	return f.File.Write(data)
}

func (f brokenFile) Sync() error {
	if err := f.on.try("sync", f.path); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f brokenFile) Close() error {
	err := f.File.Close()
	if broken := f.on.try("close", f.path); broken != nil {
		return broken
	}
	return err
}

func (b broken) String() string {
	return fmt.Sprintf("operation %d (%s) fails, dead %v", b.fails, *b.last, b.dead)
}
