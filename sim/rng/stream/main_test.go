package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// TestLayoutsNameEachKeyOnce: a layout that came back to a key would repeat
// itself and fail any battery, or hide what it is there to show.
func TestLayoutsNameEachKeyOnce(t *testing.T) {
	for _, l := range layouts {
		seen := map[key]uint64{}
		for n := range uint64(20_000) {
			k := l.key(n)
			if before, ok := seen[k]; ok {
				t.Fatalf("%s: streams %d and %d have the same key %+v", l.name, before, n, k)
			}
			seen[k] = n
		}
	}
}

// TestWrite: the bytes are the draws, low byte first, until the reader goes.
func TestWrite(t *testing.T) {
	for _, l := range layouts {
		var got reader
		l.write(&got)
		for n := uint64(0); got.Len() > 0; n++ {
			s := l.key(n).stream()
			for range l.draws {
				if word, want := binary.LittleEndian.Uint64(got.Next(8)), s.Uint64(); word != want {
					t.Fatalf("%s: stream %d: wrote %#x; want %#x", l.name, n, word, want)
				}
			}
		}
	}
}

// reader takes one write and goes.
type reader struct{ bytes.Buffer }

func (r *reader) Write(p []byte) (int, error) {
	if r.Len() > 0 {
		return 0, errors.New("gone")
	}
	return r.Buffer.Write(p)
}
