package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"maps"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// inMemory writes a run directory into memory.
func inMemory(t testing.TB, r *Results) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := WriteRun("", r, sampleOptions(), func(path string, write func(io.Writer) error) error {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if _, ok := files[path]; ok {
			t.Errorf("%s is written twice", path)
		}
		files[path] = &fstest.MapFile{Data: out.Bytes()}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The same files with the same bytes come from the same results.
func TestSameBytesTwice(t *testing.T) {
	same(t, inMemory(t, small()), inMemory(t, small()), "written twice")
}

// Every file has the same bytes after reading the directory back; the page is well-formed and needs nothing from elsewhere.
func TestRunDirectory(t *testing.T) {
	eachRun(t, func(t *testing.T, r *Results) {
		first := inMemory(t, r)
		back, err := readFS(first)
		if err != nil {
			t.Fatal(err)
		}
		same(t, first, inMemory(t, back), "read back and written")
		for name, file := range first {
			switch filepath.Ext(name) {
			case ".svg", ".html":
				wellFormed(t, name, file.Data)
			case ".png":
				if _, err := png.Decode(bytes.NewReader(file.Data)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		selfContained(t, first["report.html"].Data)
	})
}

func same(t *testing.T, a, b fstest.MapFS, when string) {
	t.Helper()
	if !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) {
		t.Fatalf("%s: other files: %v, %v", when, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
	}
	for name := range a {
		if !bytes.Equal(a[name].Data, b[name].Data) {
			t.Errorf("%s: %s differs", when, name)
		}
	}
}

// wellFormed parses strictly: the page is written so that it is XML too.
func wellFormed(t *testing.T, name string, text []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(text))
	ids := map[string]bool{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if element, ok := token.(xml.StartElement); ok {
			for _, a := range element.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("%s: id %s twice", name, a.Value)
				}
				if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		}
	}
}

var (
	fetches  = regexp.MustCompile(`(?i)<script|<link|<iframe|\bsrc=|\bhref="[^#]|url\(|@import`)
	rawColor = regexp.MustCompile(`style="[^"]*#[0-9A-Fa-f]{3}`)
)

func selfContained(t *testing.T, page []byte) {
	t.Helper()
	if found := fetches.Find(page); found != nil {
		t.Errorf("the page fetches or runs something: %s", found)
	}
	if found := rawColor.Find(page); found != nil {
		t.Errorf("a figure has a color that a dark screen cannot change: %s", found)
	}
	for _, want := range []string{"<!DOCTYPE html>", `lang="en"`, "prefers-color-scheme", "@media print",
		"Intervals cover simulation noise only", "--seed"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, never := range []string{"var(--)", "NaN", "%!", "ZgotmplZ", "<no value>", "\x1b"} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("the page has %s", never)
		}
	}
	for _, tag := range regexp.MustCompile(`<svg [^>]*>`).FindAll(page, -1) {
		if !bytes.Contains(tag, []byte("aria-label=")) && !bytes.Contains(tag, []byte("aria-hidden=")) {
			t.Errorf("a figure without words: %s", tag)
		}
	}
}

// A year with ten series of two variants stays a small page.
func TestPageSize(t *testing.T) {
	r := year()
	for i := range r.Variants {
		for k := range 5 {
			s := daily(fmt.Sprint("risk.more", k), "CNY", 1200, 1000, 60, uint64(k))
			r.Variants[i].Series = append(r.Variants[i].Series, s)
		}
	}
	var page bytes.Buffer
	if err := WriteHTML(&page, r, sampleOptions()); err != nil {
		t.Fatal(err)
	}
	if page.Len() > 2<<20 {
		t.Errorf("the page has %d bytes", page.Len())
	}
}

// What a run writes is what is read back.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := randomResults(t)
		files := fstest.MapFS{}
		for name, write := range map[string]func(io.Writer) error{
			"results.json":         func(w io.Writer) error { return WriteJSON(w, r) },
			"series.csv":           func(w io.Writer) error { return WriteSeriesCSV(w, r) },
			"replications.parquet": func(w io.Writer) error { return WriteParquet(w, r) },
		} {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: out.Bytes()}
		}
		back, err := readFS(files)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := plainForm(r), plainForm(back); a != b {
			t.Fatalf("written:\n%s\nread:\n%s", a, b)
		}
	})
}

// plainForm writes results with their series and values; %v shows NaN as a word
// so that two of them compare equal.
func plainForm(r *Results) string {
	var out strings.Builder
	WriteJSON(&out, r)
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			fmt.Fprintln(&out, v.Name, fullName(m.Name, m.Labels), m.Values)
		}
		for _, s := range v.Series {
			fmt.Fprintln(&out, v.Name, fullName(s.Name, s.Labels), s.Unit, s.Points)
		}
		for _, d := range v.Distributions {
			fmt.Fprintln(&out, d.X, d.Above, d.Low, d.High, d.Theory)
		}
	}
	return out.String()
}

func randomResults(t *rapid.T) *Results {
	name := rapid.StringMatching(`[a-z]{1,3}(\.[a-z,=\\ 中"]{1,3})?`)
	number := rapid.OneOf(rapid.Float64Range(-1e12, 1e12), rapid.Just(math.NaN()), rapid.Just(0.1), rapid.Just(0.0))
	maybe := rapid.Custom(func(t *rapid.T) *float64 { return Finite(number.Draw(t, "number")) })
	labels := rapid.MapOfN(name, name, 0, 3)
	r := &Results{Weir: Schema, Scenario: name.Draw(t, "scenario"), Seed: rapid.Uint64().Draw(t, "seed"),
		Inputs: rapid.MapOfN(name, name, 0, 2).Draw(t, "inputs")}
	replications := rapid.IntRange(1, 4).Draw(t, "replications")
	for i := range rapid.IntRange(0, 3).Draw(t, "variants") {
		v := Variant{Name: fmt.Sprint(name.Draw(t, "variant"), i), Replications: replications}
		for k := range rapid.IntRange(0, 3).Draw(t, "metrics") {
			m := Metric{Name: fmt.Sprint(name.Draw(t, "metric"), k), Labels: labels.Draw(t, "labels"), Unit: "1",
				Mean: maybe.Draw(t, "mean"), Low: maybe.Draw(t, "low"), N: replications, Interval: "none"}
			for range replications {
				m.Values = append(m.Values, number.Draw(t, "value"))
			}
			v.Metrics = append(v.Metrics, m)
			s := Series{Name: m.Name, Labels: m.Labels, Unit: "1"}
			for day := range rapid.IntRange(1, 3).Draw(t, "days") {
				s.Points = append(s.Points, Point{day, number.Draw(t, "mean"), number.Draw(t, "low"), number.Draw(t, "high")})
			}
			v.Series = append(v.Series, s)
		}
		v.Distributions = []Distribution{{Name: "d", X: rapid.SliceOfN(number, 1, 3).Draw(t, "x"), Above: Numbers{0.5}}}
		r.Variants = append(r.Variants, v)
	}
	return r
}

// Labels keep commas, equals signs and backslashes.
func TestLabels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.MapOfN(rapid.StringMatching(`[a=,\\é]*`), rapid.StringMatching(`[a=,\\é]*`), 0, 3).Draw(t, "labels")
		back, err := parseLabels(labelText(labels))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(labels, back) && len(labels)+len(back) > 0 {
			t.Fatalf("%v became %q became %v", labels, labelText(labels), back)
		}
	})
}

// Files that do not fit together are errors with a place, not panics.
func TestReadRefuses(t *testing.T) {
	good := inMemory(t, small())
	cases := []struct{ file, old, new, want string }{
		{"results.json", `"results/v1"`, `"results/v9"`, `weir is "results/v9"; want "results/v1"`},
		{"results.json", `{`, `[`, "results.json: "},
		{"series.csv", "\nbase,", "\nbasis,", `series.csv:2: results.json has no variant "basis"`},
		{"series.csv", ",share,0,", ",share,first,", `series.csv:2: day "first" is not a whole number`},
		{"series.csv", ",share,0,", ",share,-1,", "series.csv:2: day -1 is out of range; want 0 to 36525"},
		{"series.csv", ",share,0,", ",share,99999,", "series.csv:2: day 99999 is out of range"},
		{"series.csv", ",share,0,", ",share,", "series.csv: record on line 2: wrong number of fields"},
		{"results.json", `"replications": 20`, `"replications": 1`, `replications.parquet: there is a replication 1 of variant "base", which has 1`},
		{"series.csv", ",share,0,0", ",share,0,x", `series.csv:2: "x`},
		{"replications.parquet", "PAR1", "XXXX", "replications.parquet: "},
	}
	for _, c := range cases {
		files := maps.Clone(good)
		text := bytes.Replace(good[c.file].Data, []byte(c.old), []byte(c.new), 1)
		if bytes.Equal(text, good[c.file].Data) {
			t.Fatalf("%s: %q does not occur", c.file, c.old)
		}
		files[c.file] = &fstest.MapFile{Data: text}
		if _, err := readFS(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: %v, want %q", c.file, c.new, err, c.want)
		}
	}
	if _, err := readFS(fstest.MapFS{}); err == nil {
		t.Error("an empty directory is read")
	}
	delete(good, "series.csv")
	if _, err := readFS(good); err != nil {
		t.Errorf("without series.csv: %v", err)
	}
}

// The first write that fails ends the run's files, and its error is returned.
func TestWriteFails(t *testing.T) {
	total := 0
	for fail := 0; ; fail++ {
		calls, broken := 0, errors.New("disk full")
		err := WriteRun("run", small(), Options{}, func(path string, write func(io.Writer) error) error {
			calls++
			if calls > fail+1 {
				t.Errorf("%s is written after an error", path)
			}
			if calls == fail+1 {
				return broken
			}
			return nil // the content does not matter here
		})
		if calls <= fail {
			total = calls
			if err != nil {
				t.Error(err)
			}
			break
		}
		if !errors.Is(err, broken) {
			t.Errorf("write %d fails: %v", fail, err)
		}
	}
	if total < 15 {
		t.Errorf("only %d files", total)
	}
}
