package table_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"weir/model/table"
)

// columns are those of the tests: a date, an amount and a word.
var columns = []table.Column{{What: "date", Spec: "date", Date: true}, {What: "amount", Spec: "amount"}, {What: "word", Spec: ""}}

// rows reads a table into lines of text.
func rows(data []byte, o table.Options) ([]string, *table.Summary, error) {
	var out []string
	s, err := table.Read(bytes.NewReader(data), o, func(r *table.Row) error {
		day, err := r.Date(0)
		if err != nil {
			return err
		}
		out = append(out, fmt.Sprintf("%d %v %s", r.Line, day, r.Text(1)))
		return nil
	})
	return out, s, err
}

// The same table as text and as Parquet, whose dates, instants, decimals and numbers
// are read as a person would write them.
func TestParquetReadsLikeText(t *testing.T) {
	type row struct {
		Date   int32   `parquet:"date,date"`
		Amount int64   `parquet:"amount,decimal(2:18)"`
		At     int64   `parquet:"at,timestamp(microsecond)"`
		Real   float64 `parquet:"real"`
		Word   *string `parquet:"word,optional"`
		Flag   bool    `parquet:"flag"`
		Wide   [9]byte `parquet:"wide,decimal(3:20)"`
	}
	word := "x;y"
	day := int32(table.Date(2024, 2, 29))
	at := time.Date(2024, 2, 29, 23, 59, 58, 0, time.UTC).UnixMicro()
	var buffer bytes.Buffer
	w := parquet.NewGenericWriter[row](&buffer)
	w.Write([]row{{day, 123456, at, 0.1 + 0.2, &word, true, [9]byte{8: 7}}, {-1, -5, -1, -1234567.25, nil, false, [9]byte{255, 255, 255, 255, 255, 255, 255, 255, 254}}})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	names := []string{"date", "amount", "at", "real", "word", "flag", "wide"}
	var wanted []table.Column
	for _, name := range names {
		wanted = append(wanted, table.Column{What: name, Spec: name, Date: name == "date" || name == "at"})
	}
	var got []string
	s, err := table.Read(bytes.NewReader(buffer.Bytes()), table.Options{Name: "t.parquet", Columns: wanted, DateFormat: "DD.MM.YYYY"}, func(r *table.Row) error {
		date, err := r.Date(0)
		if err != nil {
			return err
		}
		instant, timed, err := r.Time(2)
		if !timed {
			t.Error("an instant without a time of day")
		}
		got = append(got, fmt.Sprintf("%v %s %v %s %q %s %s", date, r.Text(1), instant.Format(time.DateTime), r.Text(3), r.Text(4), r.Text(5), r.Text(6)))
		return err
	})
	want := []string{
		`2024-02-29 1234.56 2024-02-29 23:59:58 0.3 "x;y" true 0.007`,
		`1969-12-31 -0.05 1969-12-31 23:59:59 -1234567.25 "" false -0.002`,
	}
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%v\ngot  %q\nwant %q", err, got, want)
	}
	if s.Rows != 2 || !slices.Equal(s.Header, names) || len(s.SHA256) != 64 {
		t.Errorf("%+v", s)
	}
}

// A damaged file is an error, wherever the damage is, and never a panic.
func TestDamagedParquet(t *testing.T) {
	type row struct {
		Date   string `parquet:"date,dict"`
		Amount int64  `parquet:"amount"`
	}
	var buffer bytes.Buffer
	w := parquet.NewGenericWriter[row](&buffer)
	for i := range 500 {
		w.Write([]row{{"2024-01-01", int64(i)}})
	}
	w.Close()
	whole := buffer.Bytes()
	if got, _, err := rows(whole, table.Options{Name: "t", Columns: columns}); err != nil || len(got) != 500 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	failed := 0
	for at := 0; at < len(whole); at += 7 {
		cut := append([]byte(nil), whole[:at]...)
		if _, _, err := rows(cut, table.Options{Name: "t", Columns: columns}); at >= 4 && err == nil {
			t.Errorf("cut at %d: no error", at)
		}
		flipped := append([]byte(nil), whole...)
		flipped[at] ^= 0x55
		if _, _, err := rows(flipped, table.Options{Name: "t", Columns: columns}); err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no flipped byte was noticed")
	}
}

func TestAllBadLinesAreTold(t *testing.T) {
	text := "date,amount\n2024-01-01,1\nyesterday,2\n2024-01-03\n2024-01-04,4\n2024-02-30,5\n"
	_, _, err := rows([]byte(text), table.Options{Name: "t.csv", Columns: columns})
	var wrong *table.Error
	if !errors.As(err, &wrong) || len(wrong.Problems) != 3 {
		t.Fatalf("%v", err)
	}
	for i, line := range []int{3, 4, 6} {
		if wrong.Problems[i].Line != line {
			t.Errorf("%+v, want line %d", wrong.Problems[i], line)
		}
	}
	if want := "t.csv:4: 1 columns; the first line has 2"; !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
	many := "date,amount\n" + strings.Repeat("x,1\n", 50)
	_, _, err = rows([]byte(many), table.Options{Name: "t.csv", Columns: columns})
	if !errors.As(err, &wrong) || len(wrong.Problems) != 20 || wrong.More != 30 {
		t.Errorf("%d told, %d more", len(wrong.Problems), wrong.More)
	}
}

func TestColumnsThatAreNotThere(t *testing.T) {
	_, _, err := rows([]byte("day,amount\n2024-01-01,1\n"), table.Options{Name: "t.csv", Columns: columns})
	var column *table.ColumnError
	if !errors.As(err, &column) || column.Column.What != "date" || !strings.Contains(err.Error(), "the header has day, amount") {
		t.Errorf("%v", err)
	}
	_, s, err := rows([]byte("date,name,amount\n2024-01-01,x,1\n"), table.Options{Name: "t.csv", Columns: columns})
	if err != nil || !slices.Equal(s.Unused(columns), []string{"name"}) {
		t.Errorf("%v %v", s, err)
	}
}

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text  string
		minor int64
		want  int64
		wrong string
	}{
		{"1234.56", 100, 123456, ""}, {"-0.05", 100, -5, ""}, {"+7", 100, 700, ""}, {".5", 100, 50, ""}, {"5.", 100, 500, ""},
		{"1.10", 100, 110, ""}, {"1.100", 100, 110, ""}, {"12", 1, 12, ""}, {"1.234", 1000, 1234, ""},
		{"999999999999999.99", 100, 99999999999999999, ""}, {"000000000000000000001", 100, 100, ""},
		{"1.001", 100, 0, "finer"}, {"1.5", 1, 0, "finer"}, {"", 100, 0, "not a number"}, {"-", 100, 0, "not a number"},
		{".", 100, 0, "not a number"}, {"1,000", 100, 0, "not a number"}, {"1e3", 100, 0, "not a number"},
		{"--1", 100, 0, "not a number"}, {"-+1", 100, 0, "not a number"}, {"1.2.3", 100, 0, "not a number"}, {"9999999999999999", 100, 0, "too large"},
	} {
		got, err := table.ParseMoney(c.text, c.minor)
		if got != c.want || (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%q: %d, %v; want %d %s", c.text, got, err, c.want, c.wrong)
		}
	}
	// Exact beyond what floats hold.
	if got, _ := table.ParseMoney("90071992547409.93", 100); big.NewInt(got).String() != "9007199254740993" {
		t.Errorf("%d", got)
	}
}
