package report

import (
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go"

	"weir/sim/stat"
)

// replicationRow is one row of replications.parquet.
type replicationRow struct {
	Variant     string   `parquet:"variant,dict"`
	Replication int32    `parquet:"replication"`
	Metric      string   `parquet:"metric,dict"`
	Labels      string   `parquet:"labels,dict"`
	Value       *float64 `parquet:"value,optional"` // null: no observation
	Numerator   *float64 `parquet:"numerator,optional"`
	Denominator *float64 `parquet:"denominator,optional"` // both null where the metric is no ratio of sums
}

// WriteParquet writes replications.parquet: one row for each variant, metric,
// labels and replication (from 0), with numerator and denominator of what is a
// ratio of sums.
func WriteParquet(w io.Writer, r *Results) error {
	out := parquet.NewGenericWriter[replicationRow](w, parquet.Compression(&parquet.Snappy))
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			rows := make([]replicationRow, len(m.Values))
			labels := labelText(m.Labels)
			for i, x := range m.Values {
				rows[i] = replicationRow{Variant: v.Name, Replication: int32(i), Metric: m.Name, Labels: labels, Value: Finite(x)}
				if i < len(m.Parts) {
					rows[i].Numerator, rows[i].Denominator = Finite(m.Parts[i].Num), Finite(m.Parts[i].Den)
				}
			}
			if _, err := out.Write(rows); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// readParquet puts the values of replications.parquet back into the metrics of r.
func readParquet(in io.ReaderAt, size int64, r *Results) (err error) {
	defer func() {
		// The Parquet library is not proof against every damaged file.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("replications.parquet: %v", cause)
		}
	}()
	rows, err := parquet.Read[replicationRow](in, size)
	if err != nil {
		return fmt.Errorf("replications.parquet: %w", err)
	}
	metrics, replications := map[[3]string]*Metric{}, map[string]int{}
	for i := range r.Variants {
		v := &r.Variants[i]
		replications[v.Name] = v.Replications
		for j := range v.Metrics {
			m := &v.Metrics[j]
			metrics[[3]string{v.Name, m.Name, labelText(m.Labels)}] = m
		}
	}
	for _, row := range rows {
		m := metrics[[3]string{row.Variant, row.Metric, row.Labels}]
		if m == nil {
			return fmt.Errorf("replications.parquet: results.json has no metric %s{%s} of variant %q",
				row.Metric, row.Labels, row.Variant)
		}
		if n := replications[row.Variant]; row.Replication < 0 || int(row.Replication) >= n {
			return fmt.Errorf("replications.parquet: there is a replication %d of variant %q, which has %d", row.Replication, row.Variant, n)
		}
		for len(m.Values) <= int(row.Replication) {
			m.Values = append(m.Values, math.NaN())
		}
		m.Values[row.Replication] = value(row.Value)
		if row.Numerator == nil || row.Denominator == nil {
			continue
		}
		for len(m.Parts) <= int(row.Replication) {
			m.Parts = append(m.Parts, stat.Ratio{Num: math.NaN(), Den: math.NaN()})
		}
		m.Parts[row.Replication] = stat.Ratio{Num: *row.Numerator, Den: *row.Denominator}
	}
	return nil
}
