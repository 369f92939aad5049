package fit_test

import (
	"errors"
	"strings"
	"testing"

	"weir/model/fit"
	"weir/model/table"
)

func readAs(columns string, separator fit.Separator, format, text string) (*fit.Log, error) {
	c, err := fit.ParseColumns(columns)
	if err != nil {
		return nil, err
	}
	return fit.Read(strings.NewReader(text), fit.ReadOptions{Name: "log.txt", Columns: c, Separator: separator, DateFormat: format})
}

func TestReadShapes(t *testing.T) {
	cases := []struct {
		name, columns, format string
		separator             fit.Separator
		text                  string
		rows, merged, cutOff  int
		first, last           string
	}{
		{"blanks, no header, CRLF", "customer=1,date=3,amount=5", "YYYYMMDD", fit.Space,
			" 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n", 2, 0, 0, "1997-01-01", "1997-01-18"},
		{"blanks, header, positions", "customer=1,date=2,amount=4", "YYYYMMDD", fit.Space,
			" customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n", 1, 0, 0, "1997-01-01", "1997-01-01"},
		{"semicolons, quotes, names, cut off in a quote", "customer=account_id,date=date,amount=amount,kind=k", "YYMMDD", fit.Semicolon,
			"\"account_id\";\"date\";\"amount\";\"k\"\r\n1;930101;700.00;\"UROK\"\r\n2;930102;5;\" \"\r\n3;9403", 2, 0, 4, "1993-01-01", "1993-01-02"},
		{"cut off inside quotes", "customer=a,date=b", "", fit.Comma, "a,b,c\n1,2024-02-29,\"x\"\n1,2024-03-01,\"x", 1, 0, 3, "2024-02-29", "2024-02-29"},
		{"byte order mark, same day merged", "customer=a,date=b", "", fit.Comma, "\xef\xbb\xbfa,b\n1,2024-02-29\n1,2024-02-29\n1,2024-03-01", 3, 1, 0, "2024-02-29", "2024-03-01"},
		{"tabs, day first, unordered", "customer=2,date=1", "DD.MM.YYYY", fit.Tab, "02.01.2024\tx\n01.01.2024\tx\n", 2, 0, 0, "2024-01-01", "2024-01-02"},
		{"dates with a time", "customer=1,date=2", "", fit.Comma, "1,2024-01-01T09:30:00\n1,2024-01-01T17:00:00\n", 2, 1, 0, "2024-01-01", "2024-01-01"},
	}
	for _, c := range cases {
		l, err := readAs(c.columns, c.separator, c.format, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if l.Rows != c.rows || l.Merged != c.merged || l.CutOff != c.cutOff || l.First.String() != c.first || l.Last.String() != c.last {
			t.Errorf("%s: rows %d, merged %d, cut off %d, %v to %v", c.name, l.Rows, l.Merged, l.CutOff, l.First, l.Last)
		}
		if (l.CutOff > 0) != (len(l.Notes) > 0) {
			t.Errorf("%s: cut off at %d, notes %q", c.name, l.CutOff, l.Notes)
		}
	}
}

func TestReadErrorsNameTheirLine(t *testing.T) {
	text := "customer,date,amount\n1,2024-01-01,5\n2,2024-13-01,5\n3,2024-01-03\n,2024-01-03,5\n4,2024-01-04,5 CNY\n5,2024-01-05,5\n"
	_, err := readAs("customer=customer,date=date,amount=amount", fit.Comma, "", text)
	var wrong *table.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("got %v", err)
	}
	want := `log.txt:3: date "2024-13-01"; want YYYY-MM-DD or YYYYMMDD (or give a date format)
log.txt:4: 2 columns; the first line has 3
log.txt:5: no customer
log.txt:6: amount "5 CNY" is not a number; want one like 1234.56`
	if err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestReadRejects(t *testing.T) {
	cases := []struct{ columns, format, text, want string }{
		{"customer=who,date=2", "", "1,2024-01-01\n", "log.txt:1: column customer=who: the header has 1, 2024-01-01"},
		{"customer=1,date=7", "", "1,2024-01-01\n", "log.txt:1: column date=7: the first line has 2 columns"},
		{"customer=1,date=2", "YYYY-DD", "1,2024-01-01\n", `date format "YYYY-DD" does not hold a date`},
		{"customer=1", "", "", "customer and date are both needed"},
		{"customer=1,date=2,colour=3", "", "", `"colour" is not one of`},
		{"customer=1,date=2,date=3", "", "", "date is given twice"},
	}
	for _, c := range cases {
		if _, err := readAs(c.columns, fit.Comma, c.format, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %v, want %q", c.columns, c.format, err, c.want)
		}
	}
}

// A quote that opens in the middle of a file is an error, not a cut-off line.
func TestUnclosedQuoteInTheMiddleIsAnError(t *testing.T) {
	_, err := readAs("customer=1,date=2,kind=3", fit.Comma, "", "1,2024-01-01,a\n2,2024-01-01,\"b\n3,2024-01-01,c\n")
	var wrong *table.Error
	if !errors.As(err, &wrong) || wrong.Problems[0].Line != 2 {
		t.Errorf("got %v, want a problem on line 2", err)
	}
}

func TestExcludeSeesTheRow(t *testing.T) {
	c, _ := fit.ParseColumns("customer=id,date=date,amount=amount,kind=kind")
	text := "id,date,amount,kind,note\n1,2024-01-01,5,interest,x\n1,2024-01-02,6,pay,y\n"
	var seen []string
	log, err := fit.Read(strings.NewReader(text), fit.ReadOptions{Name: "log.txt", Columns: c, Exclude: func(row *fit.Row) bool {
		note, ok := row.Value("note")
		_, none := row.Value("nothing")
		if !ok || none || row.Amount < 5 {
			t.Errorf("row %+v: note %q %v, nothing %v", row, note, ok, none)
		}
		seen = append(seen, row.Customer+row.Date.String()+row.Kind+note)
		return row.Kind == "interest"
	}})
	if err != nil || log.Excluded != 1 || log.First.String() != "2024-01-02" {
		t.Errorf("excluded %d, first %v, error %v", log.Excluded, log.First, err)
	}
	if got := strings.Join(seen, " "); got != "12024-01-01interestx 12024-01-02payy" {
		t.Errorf("rows seen: %s", got)
	}
}

// Histories are in units, from the first day: repeats, recency and age.
func TestHistories(t *testing.T) {
	l, err := readAs("customer=1,date=2", fit.Comma, "", "a,2024-01-01\na,2024-01-08\na,2024-01-22\nb,2024-01-10\nc,2024-03-01\n")
	if err != nil {
		t.Fatal(err)
	}
	until, _ := fit.ParseDay("2024-01-29")
	got := l.Histories(until, fit.Week)
	if len(got) != 2 || got[0].Repeats != 2 || got[0].Last != 3 || got[0].Span != 4 || got[1].Repeats != 0 || got[1].Span != 19./7 {
		t.Errorf("got %+v", got)
	}
}
