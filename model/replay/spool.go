package replay

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"weir/model/account"
	"weir/sim"
)

// spool keeps entries until all are known, so that each customer's can be given
// together. Entries lie in parts, by groups of customers; what does not fit into
// memory goes to a temporary file for each part.
type spool struct {
	memory int // bytes that may be kept
	kept   int
	folder string
	parts  []part
}

// part is the entries of one group of customers.
type part struct {
	kept bytes.Buffer
	file *os.File
}

const (
	group     = 1 << 14 // customers of a part
	entrySize = 34      // bytes of an entry with its customer
	usual     = 512 << 20
)

func newSpool(memory int, folder string) *spool {
	if memory == 0 {
		memory = usual
	}
	return &spool{memory: memory, folder: folder}
}

// The bits of an entry's flags.
const (
	bitBalance = 1 << iota
	bitPayee
	bitFailed
)

func bit(yes bool, b byte) byte {
	if yes {
		return b
	}
	return 0
}

// add keeps an entry.
func (s *spool) add(customer uint32, e Entry) error {
	for int(customer/group) >= len(s.parts) {
		s.parts = append(s.parts, part{})
	}
	var b [entrySize]byte
	binary.LittleEndian.PutUint32(b[0:], customer)
	binary.LittleEndian.PutUint64(b[4:], uint64(e.At))
	binary.LittleEndian.PutUint64(b[12:], uint64(e.Amount))
	binary.LittleEndian.PutUint64(b[20:], uint64(e.Balance))
	binary.LittleEndian.PutUint32(b[28:], e.Payee)
	b[32] = byte(e.Operation) | (bit(e.HasBalance, bitBalance)|bit(e.HasPayee, bitPayee)|bit(e.Failed, bitFailed))<<4
	b[33] = e.Channel
	s.parts[customer/group].kept.Write(b[:])
	if s.kept += entrySize; s.kept > s.memory {
		return s.spill()
	}
	return nil
}

// spill writes what is kept to the files.
func (s *spool) spill() error {
	for i := range s.parts {
		p := &s.parts[i]
		if p.kept.Len() == 0 {
			continue
		}
		if p.file == nil {
			f, err := os.CreateTemp(s.folder, "weir-replay-*")
			if err != nil {
				return err
			}
			p.file = f
		}
		if _, err := p.kept.WriteTo(p.file); err != nil {
			return err
		}
		p.kept = bytes.Buffer{}
	}
	s.kept = 0
	return nil
}

// held is an entry with its customer.
type held struct {
	customer uint32
	Entry
}

// each gives the entries of each customer, in order of time and of coming.
func (s *spool) each(f func(customer uint32, entries []Entry) error) error {
	var entries []Entry
	for i := range s.parts {
		all, err := s.parts[i].load()
		if err != nil {
			return err
		}
		slices.SortStableFunc(all, func(a, b held) int {
			return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.At, b.At))
		})
		for len(all) > 0 {
			n, who := 0, all[0].customer
			entries = entries[:0]
			for ; n < len(all) && all[n].customer == who; n++ {
				entries = append(entries, all[n].Entry)
			}
			if err := f(who, entries); err != nil {
				return err
			}
			all = all[n:]
		}
	}
	return nil
}

// load reads a part back.
func (p *part) load() ([]held, error) {
	data := p.kept.Bytes()
	if p.file != nil {
		if _, err := p.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		written, err := io.ReadAll(p.file)
		if err != nil {
			return nil, err
		}
		data = append(written, data...)
	}
	all := make([]held, 0, len(data)/entrySize)
	for b := range slices.Chunk(data, entrySize) {
		flags := b[32] >> 4
		all = append(all, held{binary.LittleEndian.Uint32(b), Entry{
			At: sim.Time(binary.LittleEndian.Uint64(b[4:])), Amount: int64(binary.LittleEndian.Uint64(b[12:])),
			Balance: int64(binary.LittleEndian.Uint64(b[20:])), Payee: binary.LittleEndian.Uint32(b[28:]),
			Operation: account.Operation(b[32] & 15), Channel: b[33],
			HasBalance: flags&bitBalance != 0, HasPayee: flags&bitPayee != 0, Failed: flags&bitFailed != 0,
		}})
	}
	return all, nil
}

// close removes the files.
func (s *spool) close() error {
	var all error
	for i := range s.parts {
		if f := s.parts[i].file; f != nil {
			all = errors.Join(all, f.Close(), os.Remove(f.Name()))
			s.parts[i].file = nil
		}
	}
	return all
}
