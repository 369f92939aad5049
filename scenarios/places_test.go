package scenarios

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weir/sim/param"
)

// In the world in which everything happens, the first name of every list of names
// and of every mix is made one that there is not: what is said of it must point at
// the name itself, not at the bracket before it.
func TestNamesInListsAreShown(t *testing.T) {
	loaded := load(t, "../testdata/everything.yaml", Options{})
	var told []string
	for _, part := range loaded.Variants[0].parts.sets() {
		for _, d := range part.set.Bound() {
			if d.Kind != param.KindNames && d.Kind != param.KindMix || d.Origin.Line == 0 {
				continue
			}
			if damaged := renamedFirst(t, d.Origin); damaged != "" && pointedAt(t, part.prefix+d.Path, d.Origin.File, damaged) {
				told = append(told, d.Path)
			}
		}
	}
	if len(told) < 35 {
		t.Errorf("only %d unknown names are told of: %v", len(told), told)
	}
	for _, path := range []string{"channels.app.needs", "dormancy.approval.desks", "segments.many.regions", "tiers.basic.functions"} {
		if !slices.Contains(told, path) {
			t.Errorf("nothing is said of an unknown name in %s", path)
		}
	}
}

// renamedFirst returns a file's text with `ghost` for the first name of the list or
// mix at a place, "" if it has none.
func renamedFirst(t *testing.T, at param.Pos) string {
	t.Helper()
	text, err := os.ReadFile(at.File)
	if err != nil {
		t.Fatal(err)
	}
	tree, _ := param.Parse(at.File, text)
	v := valueAt(tree, at)
	var first param.Pos
	switch {
	case v != nil && v.Kind == param.Listing && len(v.Items) > 0:
		first = v.Items[0].Pos
	case v != nil && v.Kind == param.Mapping && len(v.Entries) > 0:
		first = v.Entries[0].Pos
	default:
		return ""
	}
	lines := strings.Split(string(text), "\n")
	line := []rune(lines[first.Line-1])
	lines[first.Line-1] = string(line[:first.Column-1]) + "ghost" + string(line[first.Column-1+first.Width:])
	return strings.Join(lines, "\n")
}

// valueAt finds the list or mapping whose place is the given one.
func valueAt(v *param.Value, at param.Pos) *param.Value {
	if v.Pos == at && v.Kind != param.Scalar {
		return v
	}
	for _, e := range v.Entries {
		if found := valueAt(e.Value, at); found != nil {
			return found
		}
	}
	for _, item := range v.Items {
		if found := valueAt(item, at); found != nil {
			return found
		}
	}
	return nil
}

// pointedAt says whether the name `ghost` in a damaged file is told of, and wants what
// is said to point at it.
func pointedAt(t *testing.T, path, file, text string) (told bool) {
	t.Helper()
	_, report := Load("../testdata/everything.yaml", Options{Read: func(name string) ([]byte, error) {
		if name == filepath.Clean(file) {
			return []byte(text), nil
		}
		return os.ReadFile(name)
	}})
	for _, p := range report.Problems {
		said, _ := p.Args[0].(string)
		if p.Code != "W133" || said != "ghost" {
			if p.Code != "W157" || !strings.Contains(said, "called ghost") {
				continue
			}
		}
		told = true
		line, _ := report.line(p.Pos)
		if runes := []rune(line); string(runes[p.Pos.Column-1:min(p.Pos.Column-1+p.Pos.Width, len(runes))]) != "ghost" {
			t.Errorf("%s: %s", path, report.Text())
		}
	}
	return told
}
