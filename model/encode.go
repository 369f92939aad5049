package model

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"weir/model/emergency"
	"weir/sim/stat"
)

// OutcomeFormat is the number of the form that Encode writes, the first of its
// bytes. Whoever keeps encoded outcomes makes it part of the name under which they
// are kept, so that those of another form are computed again.
const OutcomeFormat = 2

// errBytes is what is wrong with bytes that no Encode wrote.
var errBytes = errors.New("outcome: damaged, or of another program")

// Encode writes the outcome in few bytes, the same for equal outcomes: its fields
// in order, integers as varints, runs of zeros (nearly all that tables hold) as
// their length, and what became of the customers compressed.
func (o *Outcome) Encode() ([]byte, error) {
	c := coder{data: append(make([]byte, 0, 1<<14), OutcomeFormat)}
	c.outcome(o)
	if c.err != nil {
		return nil, fmt.Errorf("outcome of replication %d: %w", o.Replication, c.err)
	}
	return c.data, nil
}

// Decode reads what Encode wrote, for a plan that is Ready. Bytes of another form,
// damaged ones and outcomes of a plan with other tables are errors.
func (p *Plan) Decode(data []byte) (*Outcome, error) {
	if len(data) == 0 || data[0] != OutcomeFormat {
		return nil, errBytes
	}
	o := &Outcome{}
	c := coder{data: data[1:], plan: p}
	c.outcome(o)
	days := p.measuredDays()
	switch w := o.Wave; {
	case c.err != nil:
		return nil, c.err
	case len(c.data) > 0, o.Counts == nil, w.From < 0, w.From > w.Until, w.Until > days:
		return nil, errBytes
	}
	return o, nil
}

// coder writes an outcome to bytes or, with a plan, reads one from them. The methods
// do either, so that which fields there are, and in what order, is said once. After
// an error nothing more is read.
type coder struct {
	data []byte // what is written, or what is still to be read
	plan *Plan  // whose outcome is read; nil when writing
	err  error
}

func (c *coder) reading() bool { return c.plan != nil }

// outcome codes all fields.
func (c *coder) outcome(o *Outcome) {
	field(c, &o.Replication)
	field(c, &o.Fingerprint.Hi)
	field(c, &o.Fingerprint.Lo)
	field(c, &o.Events)
	field(c, &o.Places)
	c.intervals(&o.Outages)
	c.intervals(&o.Losses)
	field(c, &o.Wave.From)
	field(c, &o.Wave.Until)
	for _, counts := range []**Counts{&o.Counts, &o.Before, &o.Early} {
		has := bit(*counts != nil)
		if field(c, &has); has == 0 || c.err != nil {
			continue
		}
		if c.reading() {
			*counts = newCounts(c.plan.labels, c.plan.measuredDays())
		}
		c.counts(*counts)
	}
	c.lives(&o.Lives)
	failed := []byte(o.Failed)
	if c.text(&failed); c.reading() {
		o.Failed = string(failed)
	}
}

// counts codes what was counted. Lengths are written to be compared with those that
// the plan's tables have.
func (c *coder) counts(n *Counts) {
	for _, cube := range n.cubes() {
		c.table(cube.N)
	}
	c.table(n.IdleDays)
	c.same(len(n.WaitOver))
	for i := range n.WaitOver {
		c.sketch(&n.WaitOver[i])
	}
	c.same(len(n.Daily))
	for i := range n.Daily {
		c.steps(n.Daily[i].Num)
		c.steps(n.Daily[i].Den)
	}
}

// integer is what a field may be.
type integer interface {
	~int | ~int64 | ~uint32 | ~uint64
}

// field codes an integer. One that its type cannot hold is an error.
func field[T integer](c *coder, x *T) {
	if !c.reading() {
		c.data = binary.AppendVarint(c.data, int64(*x))
		return
	}
	if n := c.varint(); int64(T(n)) == n {
		*x = T(n)
	} else {
		c.err = errBytes
	}
}

// varint reads an integer; 0 after an error.
func (c *coder) varint() int64 {
	x, size := binary.Varint(c.data)
	if c.err != nil || size <= 0 {
		c.err = errBytes
		return 0
	}
	c.data = c.data[size:]
	return x
}

// same codes a length that the plan decides.
func (c *coder) same(length int) {
	is := length
	if field(c, &is); is != length && c.err == nil {
		c.err = fmt.Errorf("outcome: a table of %d counts where the plan has %d", is, length)
	}
}

// table codes integers of which most are 0.
func (c *coder) table(n []int64) {
	if c.same(len(n)); c.reading() {
		c.readNumbers(n)
	} else {
		c.writeNumbers(n)
	}
}

// steps codes integers that change little from one to the next, as their changes.
func (c *coder) steps(n []int64) {
	if c.reading() {
		c.table(n)
		for i := 1; i < len(n); i++ {
			n[i] += n[i-1]
		}
		return
	}
	changes := make([]int64, len(n))
	var last int64
	for i, x := range n {
		changes[i], last = x-last, x
	}
	c.table(changes)
}

// writeNumbers writes integers one after the other, and of a run of zeros a 0 and
// how many follow it.
func (c *coder) writeNumbers(n []int64) {
	for i := 0; i < len(n); {
		c.data = binary.AppendVarint(c.data, n[i])
		from := i
		for i++; n[from] == 0 && i < len(n) && n[i] == 0; i++ {
		}
		if n[from] == 0 {
			c.data = binary.AppendUvarint(c.data, uint64(i-from-1))
		}
	}
}

// readNumbers reads integers into zeros.
func (c *coder) readNumbers(n []int64) {
	for i := 0; i < len(n) && c.err == nil; i++ {
		if n[i] = c.varint(); n[i] == 0 {
			i += c.length(len(n) - i - 1)
		}
	}
}

// length reads a length that is at most so long; 0 after an error.
func (c *coder) length(most int) int {
	x, size := binary.Uvarint(c.data)
	if c.err != nil || size <= 0 || x > uint64(most) {
		c.err = errBytes
		return 0
	}
	c.data = c.data[size:]
	return int(x)
}

// size codes the length of a list, of at most so many when it is read. A list that
// is nil is told from one that is empty.
func (c *coder) size(length int, isNil bool, most int) (int, bool) {
	if c.reading() {
		length = c.length(most + 1)
		return max(length-1, 0), length == 0
	}
	if !isNil {
		length++
	}
	c.data = binary.AppendUvarint(c.data, uint64(length))
	return max(length-1, 0), isNil
}

// intervals codes times, each of which takes several bytes.
func (c *coder) intervals(list *[]emergency.Interval) {
	n, isNil := c.size(len(*list), *list == nil, len(c.data))
	if c.reading() && !isNil {
		*list = make([]emergency.Interval, n)
	}
	for i := range *list {
		one := &(*list)[i]
		field(c, &one.From)
		field(c, &one.Until)
		field(c, &one.Shock)
		field(c, &one.System)
		field(c, &one.Region)
	}
}

// text codes bytes as they are.
func (c *coder) text(b *[]byte) {
	n, isNil := c.size(len(*b), *b == nil, len(c.data))
	switch {
	case !c.reading():
		c.data = append(c.data, *b...)
	case isNil:
	case n > len(c.data):
		c.err = errBytes
	default:
		*b, c.data = bytes.Clone(c.data[:n]), c.data[n:]
	}
}

// widest is more buckets than a sketch can have.
const widest = 1 << 13

// sketch codes a distribution. That its counts add up is what reading relies on: the
// number of observations is their sum.
func (c *coder) sketch(s *stat.Sketch) {
	field(c, &s.First)
	n, isNil := c.size(len(s.Counts), s.Counts == nil, widest)
	if !c.reading() {
		c.writeNumbers(s.Counts)
		return
	}
	if isNil {
		return
	}
	s.Counts = make([]int64, n)
	c.readNumbers(s.Counts)
	for _, x := range s.Counts {
		if x < 0 || x > math.MaxInt64-s.N {
			c.err = errBytes
			return
		}
		s.N += x
	}
	if n > 0 && (s.Counts[0] == 0 || s.Counts[n-1] == 0) || s.First < -widest || s.First > widest {
		c.err = errBytes
	}
}

// lives codes what became of the customers, compressed: all of them or none.
func (c *coder) lives(lives *[]byte) {
	if !c.reading() {
		packed, err := pack(*lives)
		if c.text(&packed); err != nil {
			c.err = err
		}
		return
	}
	var packed []byte
	if c.text(&packed); packed == nil || c.err != nil {
		return
	}
	*lives = make([]byte, c.plan.Customers)
	from := flate.NewReader(bytes.NewReader(packed))
	_, err := io.ReadFull(from, *lives)
	if more, end := from.Read(make([]byte, 1)); err != nil || more > 0 || end != io.EOF {
		c.err = fmt.Errorf("outcome: not the lives of the plan's %d customers", c.plan.Customers)
	}
}

// pack compresses bytes, nil to nil. Huffman's code alone does: customers do not
// repeat each other, and looking for that takes longer than all the rest.
func pack(b []byte) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.HuffmanOnly)
	if err == nil {
		_, err = z.Write(b)
	}
	if err == nil {
		err = z.Close()
	}
	return out.Bytes(), err
}
