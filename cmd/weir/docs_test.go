package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"weir/scenarios"
)

var update = flag.Bool("update", false, "rewrite the generated documents")

// docs is where the documents are, seen from here.
const docs = "../../docs"

// generated are the documents that are derived from declarations, by path below
// docs.
func generated() map[string][]byte {
	files := map[string][]byte{
		"parameters.md":         parametersPage(),
		"metrics.md":            metricsPage(),
		"shocks.md":             shocksPage(),
		"commands.md":           commandsPage(),
		"tour/transactions.csv": tourTransactions(),
	}
	for _, kind := range scenarios.Kinds() {
		files["schema/"+string(kind)+".schema.json"] = scenarios.Schema(kind)
	}
	return files
}

// The committed documents are those that the declarations give.
func TestDocs(t *testing.T) {
	for name, want := range generated() {
		path := filepath.Join(docs, filepath.FromSlash(name))
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not what the declarations say, %s\nrun: go test ./cmd/weir -run TestDocs -update", name, firstDifference(got, want))
		}
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return "from line " + strconv.Itoa(i+1) + ":\n- " + string(a[i]) + "\n+ " + string(b[i])
		}
	}
	return "from line " + strconv.Itoa(min(len(a), len(b))+1)
}

// The whole files that the pages show are valid.
func TestExamples(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(docs, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range pages {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range bytes.Split(text, []byte("```yaml\n"))[1:] {
			block, _, _ = bytes.Cut(block, []byte("```"))
			if !bytes.HasPrefix(block, []byte("weir:")) {
				continue
			}
			n++
			read := func(string) ([]byte, error) { return block, nil }
			if _, report := scenarios.Validate("example.yaml", read); report.Failed() {
				t.Errorf("%s:\n%s", path, report.Text())
			}
		}
	}
	if n == 0 {
		t.Error("no page shows a file")
	}
}
