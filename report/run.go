package report

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile creates the file at path with what write writes: all of it or
// nothing. The caller chooses how.
type WriteFile func(path string, write func(io.Writer) error) error

// WriteRun writes a run directory: results.json, metrics.csv, series.csv,
// replications.parquet, report.html and the figures under plots/; where there are
// such results also differences.csv (paired differences by day), sweep.csv, and
// of verdicts junit.xml and gate.md. Every file
// has the same bytes for the same results and options. It writes nothing else
// and removes nothing; the first error ends it. The directories dir and
// dir/plots must exist if write asks for that.
func WriteRun(dir string, r *Results, o Options, write WriteFile) error {
	comment := func(w io.Writer, r *Results) error { return WriteComment(w, r, o) }
	files := []struct {
		name  string
		has   bool
		write func(io.Writer, *Results) error
	}{
		{"results.json", true, WriteJSON},
		{"metrics.csv", true, WriteMetricsCSV},
		{"series.csv", true, WriteSeriesCSV},
		{"differences.csv", anyDifferenceSeries(r), WriteDifferencesCSV},
		{"sweep.csv", r.Sweep != nil, WriteSweepCSV},
		{"replications.parquet", true, WriteParquet},
		{"junit.xml", r.Gate != nil, WriteJUnit},
		{"gate.md", r.Gate != nil, comment},
	}
	for _, f := range files {
		if !f.has {
			continue
		}
		if err := write(filepath.Join(dir, f.name), func(w io.Writer) error { return f.write(w, r) }); err != nil {
			return err
		}
	}
	return WriteReport(dir, r, o, write)
}

// WriteReport writes only what is derived from the other files of a run
// directory: report.html and the figures under plots/.
func WriteReport(dir string, r *Results, o Options, write WriteFile) error {
	figures := Figures(r)
	err := write(filepath.Join(dir, "report.html"), func(w io.Writer) error {
		return writeHTML(w, r, figures, o)
	})
	for i := 0; err == nil && i < len(figures); i++ {
		f := figures[i]
		path := filepath.Join(dir, "plots", f.Name)
		err = write(path+".svg", f.WriteSVG)
		if err == nil {
			err = write(path+".png", f.WritePNG)
		}
	}
	return err
}

// Read reads a run directory back, so that everything can be shown again
// without simulating. results.json must be there; without series.csv,
// differences.csv or replications.parquet there are no series, no differences by
// day or no values of single replications.
func Read(dir string) (*Results, error) { return readFS(os.DirFS(dir)) }

func readFS(dir fs.FS) (*Results, error) {
	text, err := fs.ReadFile(dir, "results.json")
	if err != nil {
		return nil, err
	}
	r, err := ReadJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	parts := []struct {
		name string
		read func([]byte) error
	}{
		{"series.csv", func(b []byte) error { return readSeriesCSV(bytes.NewReader(b), r) }},
		{"differences.csv", func(b []byte) error { return readDifferencesCSV(bytes.NewReader(b), r) }},
		{"replications.parquet", func(b []byte) error {
			return readParquet(bytes.NewReader(b), int64(len(b)), r)
		}},
	}
	for _, part := range parts {
		content, err := fs.ReadFile(dir, part.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = part.read(content)
		}
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}
