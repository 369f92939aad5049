package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile writes a file that is either whole or absent: whoever opens path,
// at any moment and after any crash, finds what was there before or all that
// write wrote. On an error nothing new is visible (but for a failure of the very
// last step, when the whole file may be), and the error names the path. The
// directory must exist.
func WriteFile(path string, write func(io.Writer) error) error {
	return WriteFileIn(OS(), path, write)
}

// WriteFileIn is WriteFile on a given file system.
//
// The content goes to a temporary file of its own beside path, to disk, and
// only then takes the name; so two processes that write the same path do each
// other no harm: the last one wins, whole. A killed process can leave its
// temporary file, whose name begins with a dot and ends in .tmp.
func WriteFileIn(files Files, path string, write func(io.Writer) error) error {
	temporary, file, err := createTemporary(files, path)
	if err != nil {
		return at(path, temporary, err)
	}
	renamed := false
	defer func() {
		if !renamed { // after an error, and on a panic in write
			files.Remove(temporary)
		}
	}()
	if err := fill(file, write); err != nil {
		return at(path, temporary, err)
	}
	if err := files.Rename(temporary, path); err != nil {
		return at(path, temporary, err)
	}
	renamed = true
	return at(path, temporary, files.SyncDir(filepath.Dir(path)))
}

// fill writes, syncs and closes the file, which is closed in any case.
func fill(file File, write func(io.Writer) error) error {
	closed := false
	defer func() {
		if !closed {
			file.Close()
		}
	}()
	buffer := bufio.NewWriterSize(file, 1<<16)
	if err := write(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	closed = true
	return file.Close()
}

// createTemporary creates a file beside path that nobody else has: the process
// number tells processes apart, the counter whatever is left.
func createTemporary(files Files, path string) (string, File, error) {
	dir, base := filepath.Split(path)
	for n := 0; ; n++ {
		temporary := filepath.Join(dir, fmt.Sprintf(".%s.%d-%d.tmp", base, os.Getpid(), n))
		file, err := files.CreateNew(temporary)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return temporary, file, err
	}
}

// at names the path in an error. The temporary file means nothing to a reader,
// so an error about it becomes one about the path.
func at(path, temporary string, err error) error {
	var single *fs.PathError
	var link *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &single) && (single.Path == temporary || single.Path == path):
		return &fs.PathError{Op: single.Op, Path: path, Err: single.Err}
	case errors.As(err, &link) && link.Old == temporary:
		return &fs.PathError{Op: link.Op, Path: path, Err: link.Err}
	}
	return fmt.Errorf("%s: %w", path, err)
}
