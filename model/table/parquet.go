package table

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// randomAccess returns random access to what a reader reads, where it has it.
func randomAccess(r io.Reader) (io.ReaderAt, int64, bool) {
	switch r := r.(type) {
	case *bytes.Reader:
		return r, r.Size(), true
	case *os.File:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return r, info.Size(), true
		}
	}
	return nil, 0, false
}

// parquet reads the rows of a Parquet file, each cell as the text that CSV would
// have. The library panics over some damaged files: that is an error like others.
func (r *reading) parquet(from io.ReaderAt, size int64) (err error) {
	defer func() {
		if damage := recover(); damage != nil {
			err = fmt.Errorf("%s: the Parquet file is damaged: %v", r.options.Name, damage)
		}
	}()
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(from, 0, size)); err != nil {
		return fmt.Errorf("%s: %w", r.options.Name, err)
	}
	r.summary.SHA256 = hex.EncodeToString(hash.Sum(nil))
	file, err := parquet.OpenFile(from, size)
	if err != nil {
		return fmt.Errorf("%s: %w", r.options.Name, err)
	}
	cells, names, err := cellsOf(file.Schema())
	if err != nil {
		return fmt.Errorf("%s: %w", r.options.Name, err)
	}
	if err := r.columns(names, len(names)); err != nil {
		return fmt.Errorf("%s: %w", r.options.Name, err)
	}
	r.row.timed = make([]bool, len(cells))
	for i, c := range cells {
		r.row.timed[i] = c.timed
	}
	for _, group := range file.RowGroups() {
		if err := r.rowGroup(group, cells); err != nil {
			return fmt.Errorf("%s: %w", r.options.Name, err)
		}
	}
	return nil
}

func (r *reading) rowGroup(group parquet.RowGroup, cells []cell) error {
	rows := group.Rows()
	defer rows.Close()
	buffer := make([]parquet.Row, 256)
	fields := make([]string, len(cells))
	for {
		n, err := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			clear(fields)
			for _, v := range row {
				if !v.IsNull() {
					fields[v.Column()] = cells[v.Column()].text(v)
				}
			}
			r.give(fields, r.summary.Rows+1)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// cell says how the values of a column are written.
type cell struct {
	text  func(parquet.Value) string
	timed bool // written as a date by us
}

// cellsOf returns how each column is written, and the columns' names.
func cellsOf(schema *parquet.Schema) ([]cell, []string, error) {
	var cells []cell
	var names []string
	for _, f := range schema.Fields() {
		if !f.Leaf() || f.Repeated() {
			return nil, nil, fmt.Errorf("column %s is nested; want one value in each row", f.Name())
		}
		cells = append(cells, cellOf(f.Type()))
		names = append(names, f.Name())
	}
	return cells, names, nil
}

// instant is the text of an instant, to the second.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

// cellOf returns how the values of a type are written.
func cellOf(t parquet.Type) cell {
	if logical := t.LogicalType(); logical != nil {
		switch as := logical.Value.(type) {
		case *format.DateType:
			return cell{func(v parquet.Value) string { return Day(v.Int32()).String() }, true}
		case *format.TimestampType:
			unit := as.Unit.Value.Duration()
			return cell{func(v parquet.Value) string {
				perSecond := int64(time.Second / unit)
				x := v.Int64()
				return instant(time.Unix(floorDiv(x, perSecond), 0))
			}, true}
		case *format.DecimalType:
			return cell{func(v parquet.Value) string { return decimal(unscaled(v), int(as.Scale)) }, false}
		case *format.IntType:
			if !as.IsSigned {
				return cell{func(v parquet.Value) string { return strconv.FormatUint(v.Uint64(), 10) }, false}
			}
		}
	}
	switch t.Kind() {
	case parquet.Int96:
		return cell{func(v parquet.Value) string { return int96(v) }, true}
	case parquet.Float:
		return cell{func(v parquet.Value) string { return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32) }, false}
	case parquet.Double:
		return cell{func(v parquet.Value) string { return float(v.Double()) }, false}
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return cell{func(v parquet.Value) string { return string(v.ByteArray()) }, false}
	}
	return cell{parquet.Value.String, false}
}

// float writes a number without the dust of sums: six decimals at most, where that
// many have a meaning.
func float(x float64) string {
	if math.Abs(x) < 1e9 {
		x = math.Round(x*1e6) / 1e6
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func floorDiv(x, by int64) int64 {
	q := x / by
	if x%by < 0 {
		q--
	}
	return q
}

// int96 is the old form of instants: nanoseconds of the day, Julian day.
func int96(v parquet.Value) string {
	const epoch = 2440588 // the Julian day of 1970-01-01
	x := v.Int96()
	nanoseconds := int64(x[0]) | int64(x[1])<<32
	return instant(time.Unix((int64(x[2])-epoch)*86400, nanoseconds))
}

// unscaled returns a decimal's digits.
func unscaled(v parquet.Value) *big.Int {
	switch v.Kind() {
	case parquet.Int32:
		return big.NewInt(int64(v.Int32()))
	case parquet.Int64:
		return big.NewInt(v.Int64())
	}
	b := v.ByteArray() // two's complement, the highest byte first
	x := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return x
}

// decimal writes digits with a point before the last scale of them.
func decimal(x *big.Int, scale int) string {
	if scale <= 0 {
		return x.String()
	}
	digits := new(big.Int).Abs(x).String()
	for len(digits) <= scale {
		digits = "0" + digits
	}
	text := digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	if x.Sign() < 0 {
		text = "-" + text
	}
	return text
}
