// Command stream writes interleaved keyed streams to the standard output as raw
// bytes, without end, for a battery of randomness tests to read:
//
//	go run ./sim/rng/stream -layout entities | dieharder -g 200 -a
//
// A generator that hashes keys can be perfect along each stream and still fail
// across streams, so each layout puts neighbouring keys next to each other.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"weir/sim/rng"
)

// layout names the key of the n-th stream, of which draws words are written.
type layout struct {
	name  string
	doc   string
	draws int
	key   func(n uint64) key
}

// key is what a draw depends on.
type key struct {
	seed                uint64
	replication, branch uint32
	entity              uint64
	purpose             rng.Purpose
	index               uint64
}

// layouts in the order of the help text.
var layouts = []layout{
	{"entities", "first draws of 1024 entities in turn, index after index", 1,
		func(n uint64) key { return key{entity: n % 1024, index: n / 1024} }},
	{"purposes", "first draws of 64 purposes in turn, index after index", 1,
		func(n uint64) key { return key{purpose: rng.Purpose(n % 64), index: n / 64} }},
	{"seeds", "first draws of 256 adjacent seeds in turn, index after index", 1,
		func(n uint64) key { return key{seed: n % 256, index: n / 256} }},
	{"indices", "first draws of one entity and purpose, index after index", 1,
		func(n uint64) key { return key{index: n} }},
	{"replications", "first draws of 64 replications in 4 branches in turn, index after index", 1,
		func(n uint64) key {
			return key{replication: uint32(n % 64), branch: uint32(n / 64 % 4), index: n / 256}
		}},
	{"mixed", "two draws each of 4 adjacent seeds, 8 purposes and 64 entities in turn, index after index", 2,
		func(n uint64) key {
			return key{seed: n % 4, purpose: rng.Purpose(n / 4 % 8), entity: n / 32 % 64, index: n / 2048}
		}},
}

func main() {
	name := flag.String("layout", "mixed", names())
	flag.Parse()
	for _, l := range layouts {
		if l.name == *name {
			l.write(os.Stdout)
			return
		}
	}
	fmt.Fprintf(os.Stderr, "stream: no layout %q; want one of\n%s", *name, names())
	os.Exit(2)
}

// write pours draws, eight bytes each with the low byte first, until w is
// closed.
func (l layout) write(w io.Writer) {
	out := bufio.NewWriterSize(w, 1<<16)
	var word [8]byte
	for n := uint64(0); ; n++ {
		s := l.key(n).stream()
		for range l.draws {
			binary.LittleEndian.PutUint64(word[:], s.Uint64())
			if _, err := out.Write(word[:]); err != nil {
				return
			}
		}
	}
}

func (k key) stream() rng.Stream {
	return rng.New(k.seed, k.replication, k.branch).Stream(k.entity, k.purpose, k.index)
}

func names() string {
	var b strings.Builder
	for _, l := range layouts {
		fmt.Fprintf(&b, "%-13s %s\n", l.name, l.doc)
	}
	return b.String()
}
