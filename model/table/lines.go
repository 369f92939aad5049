package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"hash"
	"io"
	"strings"
)

// lines yields the fields of one line after another.
type lines interface {
	next() (fields []string, line int, err error)
	atEnd() bool // nothing follows
}

func newLines(r io.Reader, separator Separator) lines {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if mark, err := buffered.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		buffered.Discard(3) // a byte order mark
	}
	if separator == Space {
		return &blankLines{r: buffered}
	}
	c := csv.NewReader(buffered)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = rune(separator), -1, true
	c.TrimLeadingSpace = separator != Tab
	return &csvLines{r: c}
}

// csvLines reads quoted fields as RFC 4180 has them. It looks one record ahead, to
// know the last one.
type csvLines struct {
	r     *csv.Reader
	ahead []string
	line  int
	err   error
	begun bool
}

func (c *csvLines) next() ([]string, int, error) {
	if !c.begun {
		c.begun = true
		c.read()
	}
	fields, line, err := append([]string(nil), c.ahead...), c.line, c.err
	if err != io.EOF {
		c.read()
	}
	return fields, line, err
}

func (c *csvLines) read() {
	c.ahead, c.err = c.r.Read()
	var unreadable *csv.ParseError
	switch {
	case errors.As(c.err, &unreadable):
		c.line = unreadable.StartLine
	case c.err == nil:
		c.line, _ = c.r.FieldPos(0)
	}
}

func (c *csvLines) atEnd() bool { return c.err == io.EOF }

// blankLines splits at runs of blanks.
type blankLines struct {
	r    *bufio.Reader
	line int
}

func (b *blankLines) next() ([]string, int, error) {
	for {
		text, err := b.r.ReadString('\n')
		if err != nil && err != io.EOF || text == "" {
			return nil, b.line, err
		}
		b.line++
		if fields := strings.Fields(text); len(fields) > 0 {
			return fields, b.line, nil
		}
	}
}

func (b *blankLines) atEnd() bool {
	_, err := b.r.Peek(1)
	return err != nil
}

// tailReader passes bytes on, hashes them and remembers the last one.
type tailReader struct {
	r    io.Reader
	hash hash.Hash
	last byte
}

// Read implements io.Reader.
func (t *tailReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 {
		t.hash.Write(p[:n])
		t.last = p[n-1]
	}
	return n, err
}

// unfinished reports whether the last line, once read, lacked its end.
func (t *tailReader) unfinished() bool { return t.last != '\n' }
