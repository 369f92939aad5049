package report

import (
	"bytes"
	"io"
	"testing"
)

// What people read of each answer is what it was.
func TestDecidedGolden(t *testing.T) {
	o := sampleOptions()
	for name, r := range answers() {
		for suffix, write := range map[string]func(io.Writer) error{
			".txt": func(w io.Writer) error { return WriteText(w, r, o) },
			".md":  func(w io.Writer) error { return WriteMarkdown(w, r, o) },
		} {
			goldenOf(t, "decided-"+name+suffix, write)
		}
		if r.Gate != nil {
			goldenOf(t, "decided-"+name+".junit.xml", func(w io.Writer) error { return WriteJUnit(w, r) })
			goldenOf(t, "decided-"+name+".comment.md", func(w io.Writer) error { return WriteComment(w, r, o) })
			goldenOf(t, "decided-"+name+".annotations", func(w io.Writer) error { return WriteAnnotations(w, r) })
		}
	}
	goldenOf(t, "decided-sweep.csv", func(w io.Writer) error { return WriteSweepCSV(w, swept(DesignGrid, 2)) })
}

func goldenOf(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/"+name, out.Bytes())
}
