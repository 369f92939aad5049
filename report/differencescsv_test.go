package report

import (
	"encoding/csv"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// Differences by day are read back as they were written.
func TestDifferencesReadBack(t *testing.T) {
	r := comparison()
	files := inMemory(t, r)
	back, err := readFS(files)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Differences[0].Series, r.Differences[0].Series) {
		t.Error("the differences by day are others")
	}
	text := strings.Replace(string(files["differences.csv"].Data), "\ntight,base,", "\nloose,base,", 1)
	files["differences.csv"] = &fstest.MapFile{Data: []byte(text)}
	if _, err := readFS(files); err == nil || !strings.Contains(err.Error(), `differences.csv:2: results.json has no difference of "loose" against "base"`) {
		t.Errorf("%v", err)
	}
}

// A run directory has the files of what it holds, and no others.
func TestFilesOfAnswers(t *testing.T) {
	for name, want := range map[string][]string{"gate": {"junit.xml", "gate.md"}, "compare": {"differences.csv"},
		"sweep-one": {"sweep.csv"}, "backtest": nil} {
		files := inMemory(t, answers()[name])
		for _, file := range []string{"junit.xml", "gate.md", "differences.csv", "sweep.csv"} {
			_, has := files[file]
			wanted := strings.Contains(strings.Join(want, " "), file)
			if has != wanted {
				t.Errorf("%s has %s: %v", name, file, has)
			}
		}
	}
}

// sweep.csv has a row for each point and metric, with the settings as written.
func TestSweepCSV(t *testing.T) {
	r := swept(DesignGrid, 2)
	rows, err := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return WriteSweepCSV(w, r) }))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+20*2 || rows[0][2] != "policy.dormancy.basic.after" || rows[1][2] != "30d" || rows[1][3] != "500 CNY" || rows[1][4] != "customer.restricted.wrongful_stock" {
		t.Errorf("%d rows, %v, %v", len(rows), rows[0], rows[1])
	}
}
