package report

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

var metricsHeader = []string{"variant", "metric", "labels", "unit", "kind", "better",
	"headline", "mean", "low", "high", "sd", "n", "interval", "note"}

// WriteMetricsCSV writes metrics.csv: one row for each variant, metric and
// labels, then the flows, restrictions, survival at its marks and going live in
// the same form. A number that does not exist is an empty field.
func WriteMetricsCSV(w io.Writer, r *Results) error {
	out := csv.NewWriter(w)
	out.Write(metricsHeader)
	for _, v := range r.Variants {
		list := v.Metrics
		for _, x := range v.records() {
			list = append(list[:len(list):len(list)], x.metric)
		}
		for _, m := range list {
			out.Write([]string{v.Name, m.Name, labelText(m.Labels), m.Unit, m.Kind, m.Better,
				strconv.FormatBool(m.Headline),
				number(value(m.Mean)), number(value(m.Low)), number(value(m.High)), number(value(m.SD)),
				strconv.Itoa(m.N), m.Interval, m.Note})
		}
	}
	out.Flush()
	return out.Error()
}

var seriesHeader = []string{"variant", "metric", "labels", "unit", "day", "mean", "low", "high"}

// WriteSeriesCSV writes series.csv: one row for each variant, series and day.
func WriteSeriesCSV(w io.Writer, r *Results) error {
	out := csv.NewWriter(w)
	out.Write(seriesHeader)
	for _, v := range r.Variants {
		for _, s := range v.Series {
			labels := labelText(s.Labels)
			for _, p := range s.Points {
				out.Write([]string{v.Name, s.Name, labels, s.Unit, strconv.Itoa(p.Day),
					number(p.Mean), number(p.Low), number(p.High)})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// readSeriesCSV puts the series of series.csv back into the variants of r.
func readSeriesCSV(in io.Reader, r *Results) error {
	return readRows(in, "series.csv", len(seriesHeader), func(row []string) error { return addSeriesRow(r, row) })
}

// readRows hands the rows of a file after its head to add; an error names the
// file and the line.
func readRows(in io.Reader, name string, fields int, add func([]string) error) error {
	rows := csv.NewReader(in)
	rows.FieldsPerRecord = fields
	rows.ReuseRecord = true
	if _, err := rows.Read(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil { // it says itself in which line
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := add(row); err != nil {
			line, _ := rows.FieldPos(0)
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
}

// maxDay is later than any that a run has: a century.
const maxDay = 36525

// addSeriesRow appends one row to its variant's series.
func addSeriesRow(r *Results, row []string) error {
	v := findVariant(r, row[0])
	if v == nil {
		return fmt.Errorf("results.json has no variant %q", row[0])
	}
	return addPoint(&v.Series, row[1:])
}

// addPoint appends a day to a list of series from the fields metric, labels,
// unit, day, mean, low, high; a series starts where metric or labels change.
func addPoint(list *[]Series, row []string) error {
	labels, err := parseLabels(row[1])
	if err != nil {
		return err
	}
	var p Point
	if p.Day, err = strconv.Atoi(row[3]); err != nil {
		return fmt.Errorf("day %q is not a whole number", row[3])
	}
	if p.Day < 0 || p.Day > maxDay {
		return fmt.Errorf("day %d is out of range; want 0 to %d", p.Day, maxDay)
	}
	for i, to := range []*float64{&p.Mean, &p.Low, &p.High} {
		if *to, err = parseNumber(row[4+i]); err != nil {
			return err
		}
	}
	last := len(*list) - 1
	if last < 0 || (*list)[last].Name != row[0] || !sameLabels((*list)[last].Labels, labels) {
		*list = append(*list, Series{Name: row[0], Labels: labels, Unit: row[2]})
		last++
	}
	(*list)[last].Points = append((*list)[last].Points, p)
	return nil
}

func findVariant(r *Results, name string) *Variant {
	for i := range r.Variants {
		if r.Variants[i].Name == name {
			return &r.Variants[i]
		}
	}
	return nil
}

// number writes the shortest decimal that reads back as x; nothing for NaN.
func number(x float64) string {
	if !finite(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func parseNumber(text string) (float64, error) {
	if text == "" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return x, nil
}
