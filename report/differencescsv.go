package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
)

var differencesHeader = []string{"variant", "against", "metric", "labels", "unit", "day", "delta", "low", "high"}

// anyDifferenceSeries says whether any difference is known by day.
func anyDifferenceSeries(r *Results) bool {
	return slices.ContainsFunc(r.Differences, func(d Difference) bool { return len(d.Series) > 0 })
}

// WriteDifferencesCSV writes differences.csv: one row for each difference, series
// and day, the mean of the paired differences over replications with its 95 %
// interval, in the metric's unit (shares as shares). series.csv has the levels.
func WriteDifferencesCSV(w io.Writer, r *Results) error {
	out := csv.NewWriter(w)
	out.Write(differencesHeader)
	for _, d := range r.Differences {
		for _, s := range d.Series {
			for _, p := range s.Points {
				out.Write([]string{d.Variant, d.Against, s.Name, labelText(s.Labels), s.Unit, strconv.Itoa(p.Day),
					number(p.Mean), number(p.Low), number(p.High)})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// readDifferencesCSV puts the series of differences.csv back into r.
func readDifferencesCSV(in io.Reader, r *Results) error {
	return readRows(in, "differences.csv", len(differencesHeader), func(row []string) error {
		i := slices.IndexFunc(r.Differences, func(d Difference) bool { return d.Variant == row[0] && d.Against == row[1] })
		if i < 0 {
			return fmt.Errorf("results.json has no difference of %q against %q", row[0], row[1])
		}
		return addPoint(&r.Differences[i].Series, row[2:])
	})
}
