package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"weir/report"
)

// The 39 weeks that CDNOW's customers were watched after the 39 that a model is
// fitted to (docs/STATISTICS.md, Backtest). The data have no licence and are not part
// of the project: WEIR_DATA names a folder with CDNOW_sample.txt of Fader & Hardie.
//
// The whole is within its interval. Of single weeks 31 of 39 are: customers of a shop
// follow seasons and promotions, of which the model knows nothing. That is what a
// backtest is to find, and the test holds it to it.
func TestBacktestOfCDNOW(t *testing.T) {
	folder := os.Getenv("WEIR_DATA")
	if folder == "" {
		t.Skip("WEIR_DATA is not set")
	}
	t.Chdir(t.TempDir())
	data := filepath.Join(folder, "CDNOW_sample.txt")
	var said strings.Builder
	fitted := []string{"fit", data, "--columns", "customer=1,date=3,amount=5", "--separator", "space", "--date-format", "YYYYMMDD", "--until", "1997-09-30", "--to", "population.yaml"}
	if code := run(fitted, io.Discard, &said); code != exitDone {
		t.Fatal(said.String())
	}
	days := repeatsByDay(t, data)
	first := time.Date(1997, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what          string
		weeks         int // in a row
		code, covered int
	}{{"the whole", 39, exitDone, 1}, {"weeks", 1, exitFail, 31}} {
		var rows strings.Builder
		rows.WriteString("metric,period,value\n")
		for week := 0; week < 39; week += c.weeks {
			from := first.AddDate(0, 0, 7*week)
			until := from.AddDate(0, 0, 7*c.weeks-1)
			sum := 0
			for day := from; !day.After(until); day = day.AddDate(0, 0, 1) {
				sum += days[day]
			}
			fmt.Fprintf(&rows, "customer.activity.count,%s/%s,%d\n", from.Format(time.DateOnly), until.Format(time.DateOnly), sum)
		}
		if err := os.WriteFile("observed.csv", []byte(rows.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		code := run([]string{"backtest", "cohort", "--population", "population.yaml", "--length", "546d", "--set", "policy=no-dormancy-rules",
			"--observed", "observed.csv", "--until", "1997-09-30", "--out", "run", "--quiet", "--format", "json"}, &out, &said)
		var r report.Results
		if err := json.Unmarshal([]byte(out.String()), &r); err != nil {
			t.Fatal(err, said.String())
		}
		if b := r.Backtest; code != c.code || b.Covered != c.covered || b.HeldOut == nil {
			t.Errorf("%s: code %d, %d of %d covered; want code %d, %d", c.what, code, b.Covered, b.Of, c.code, c.covered)
		}
	}
}

// repeatsByDay counts the days with transactions of customers, the first of each
// left out.
func repeatsByDay(t *testing.T, path string) map[time.Time]int {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	last := map[string]time.Time{} // rows are in the order of dates
	out := map[time.Time]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		day, err := time.Parse("20060102", fields[2])
		if err != nil {
			t.Fatal(err)
		}
		before, known := last[fields[0]]
		if known && before.Before(day) {
			out[day]++
		}
		last[fields[0]] = day
	}
	return out
}
