package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"weir/model/gate"
	"weir/sim/expr"
	"weir/sim/param"
)

// code is the form of a code in the program's source.
var code = regexp.MustCompile(`^([WSXGFRV][0-9]{3}(\.[a-z]+)?|[XG]\.[a-z]+|did-you-mean)$`)

// codesInSource returns every code that the program's source has as a string,
// with where.
func codesInSource(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			filepath.Base(path) == "en.go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil // not ours to judge while somebody writes it
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && code.MatchString(text) {
					found[text] = path
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// catalogue returns the codes of en.go.
func catalogue(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile("en.go")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, m := range regexp.MustCompile(`(?m)^\t\t"([^"]+)":\s`).FindAllStringSubmatch(string(src), -1) {
		codes = append(codes, m[1])
	}
	return codes
}

// Every code that the program uses has a sentence.
func TestEveryCodeHasASentence(t *testing.T) {
	found := codesInSource(t)
	if len(found) < 100 {
		t.Fatalf("only %d codes found: is the source where it was?", len(found))
	}
	for c, path := range found {
		if !Has(c) {
			t.Errorf("%s in %s is not in the catalogue", c, path)
		}
	}
}

// Every sentence is used: labels by the code they belong to, phrases by the
// kinds, shapes and features of package param.
func TestEverySentenceIsUsed(t *testing.T) {
	found := codesInSource(t)
	for k := param.KindCount; k <= param.KindDeadline; k++ {
		found[k.Code()] = ""
	}
	for k := param.Scalar; k <= param.Null; k++ {
		found[param.Shape(k).Code()] = ""
	}
	for _, f := range []param.Feature{"anchor", "alias", "merge", "tag", "directive", "key", "documents", "other"} {
		found[f.Code()] = ""
	}
	for _, c := range catalogue(t) {
		if _, used := found[strings.TrimSuffix(c, ".label")]; !used {
			t.Errorf("%s is in the catalogue and nowhere else", c)
		}
	}
	if !slices.Contains(catalogue(t), "W104.label") {
		t.Error("the catalogue is not read right")
	}
}

// Packages that keep their own sentences are the one source of them: they are said as
// they stand there, and the catalogue has no second copy.
func TestSentencesOfOtherPackages(t *testing.T) {
	own := catalogue(t)
	for _, sentences := range []map[string]string{expr.Sentences(), gate.Sentences()} {
		for code, want := range sentences {
			if text, _ := english(code); text != want {
				t.Errorf("%s: %q here, %q in its package", code, text, want)
			}
			if slices.Contains(own, code) {
				t.Errorf("%s stands in the catalogue too", code)
			}
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		code string
		args []any
		want string
	}{
		{"W104", []any{"x", "y"}, "unknown field `x`"},
		{"W104.label", []any{"x", param.Noun("institution")}, "not a field of an institution"},
		{"W111", []any{"90%", param.KindShare, param.KindDuration}, "`90%` is a share"},
		{"W103", []any{param.Feature("directive")}, "a directive (%) cannot be used in these files"},
		{"W116.label", []any{"x", []string{"a", "b"}}, "want one of a, b"},
		{"W123", []any{"90%"}, "the shares sum to 90%, not to 100%"},
		{"W136", []any{1, 2}, "an outage has either a date (`at`) or a rate (`rate`)"},
		{"W999", []any{"x", 3}, "W999 x 3"},
	} {
		if got := Text(c.code, c.args...); got != c.want {
			t.Errorf("%s %v:\ngot  %s\nwant %s", c.code, c.args, got, c.want)
		}
	}
}

// Nouns follow their numbers.
func TestNumbered(t *testing.T) {
	for text, want := range map[string]string{
		"1 day{s}": "1 day", "after 1 day{s}: 2 run{s}": "after 1 day: 2 runs", "11 day{s}": "11 days", "0.1 day{s}": "0.1 days", "1,1 day{s}": "1,1 days",
	} {
		if got := numbered(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if got := Text("R145", 1); got != "flagged after 1 day without activity" {
		t.Error(got)
	}
}
