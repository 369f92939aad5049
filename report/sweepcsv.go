package report

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WriteSweepCSV writes sweep.csv: one row for each point and metric, with a
// column for each parameter (as written in the design), the estimate and its
// paired change from the base. A number that does not exist is an empty field.
// Without a sweep there is only the head.
func WriteSweepCSV(w io.Writer, r *Results) error {
	s := r.Sweep
	if s == nil {
		s = &Sweep{}
	}
	out := csv.NewWriter(w)
	head := []string{"point", "base"}
	for _, p := range s.Parameters {
		head = append(head, p.Path)
	}
	out.Write(append(head, "metric", "labels", "unit", "mean", "low", "high", "n", "interval", "delta", "delta_low", "delta_high"))
	for _, p := range s.Points {
		for i, m := range s.Metrics {
			row := []string{p.Name, strconv.FormatBool(p.Base)}
			for k := range s.Parameters {
				row = append(row, p.text(k))
			}
			c := p.cell(i)
			out.Write(append(row, m.Name, labelText(m.Labels), m.Unit,
				number(value(c.Mean)), number(value(c.Low)), number(value(c.High)), strconv.Itoa(c.N), c.Interval,
				number(value(c.Delta)), number(value(c.DeltaLow)), number(value(c.DeltaHigh))))
		}
	}
	out.Flush()
	return out.Error()
}

// text is the setting of a parameter as written.
func (p SweepPoint) text(parameter int) string {
	if parameter < len(p.Texts) {
		return p.Texts[parameter]
	}
	return ""
}

// number is the setting of a parameter as a number, NaN where it is none.
func (p SweepPoint) number(parameter int) float64 {
	if parameter < len(p.Values) {
		return p.Values[parameter]
	}
	return value(nil)
}

// cell is what came of a metric at the point, nothing where it is not there.
func (p SweepPoint) cell(metric int) SweepCell {
	if metric >= 0 && metric < len(p.Cells) {
		return p.Cells[metric]
	}
	return SweepCell{}
}
