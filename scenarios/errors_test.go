package scenarios

import (
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"weir/model/gate"
)

var update = flag.Bool("update", false, "rewrite the expected renderings in testdata")

// checkArchive loads the first file of a test archive, with the others beside
// it; flags stand in the archive's comment, one a line, as path=value.
func checkArchive(a *txtar.Archive) *Report {
	files := map[string]string{}
	name := ""
	for _, f := range a.Files {
		if f.Name != "want" {
			name = cmp.Or(name, f.Name)
			files[f.Name] = unquote(f.Data)
		}
	}
	var flags []Assignment
	o := Options{Read: memory(files)}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		if path, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			flags = append(flags, Assignment{path, value, "--set"})
		}
	}
	if _, ok := files["weir.yaml"]; ok {
		o.Project = "weir.yaml"
	}
	if kind, _ := Validate(name, o.Read); kind == KindScenario || name == "scenario.yaml" {
		o.Flags = flags
		_, report := Load(name, o)
		return report
	}
	_, report := Validate(name, o.Read)
	return report
}

// unquote turns \xNN, \t and \r\n written out in a test file into the bytes.
func unquote(data []byte) string {
	return strings.NewReplacer(`\xff`, "\xff", `\t`, "\t", `\r`, "\r").Replace(string(data))
}

// One small bad file for each code, with what is said of it. Each rendering
// must hold its own code, and every code of files must have its rendering.
func TestErrors(t *testing.T) {
	archives, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no test files", err)
	}
	seen := map[string]bool{}
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		report := checkArchive(a)
		got := report.Text()
		for _, p := range report.Problems {
			seen[p.Code] = true
		}
		code, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".txtar"), "-")
		if !strings.Contains(got, "["+code+"]") {
			t.Errorf("%s does not show %s:\n%s", path, code, got)
		}
		if strings.Contains(got, "%!") {
			t.Errorf("%s: a sentence is not filled:\n%s", path, got)
		}
		i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
		if *update {
			if i < 0 {
				i, a.Files = len(a.Files), append(a.Files, txtar.File{Name: "want"})
			}
			a.Files[i].Data = []byte(got)
			if err := os.WriteFile(path, txtar.Format(a), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if i < 0 || string(a.Files[i].Data) != got {
			t.Errorf("%s: got\n%s\nrun with -update if that is right", path, got)
		}
	}
	for _, code := range fileCodes(t) {
		if !seen[code] && !slices.Contains(elsewhere, code) {
			t.Errorf("%s has no file in testdata/errors", code)
		}
	}
}

// elsewhere are codes that no small file can have.
var elsewhere = []string{
	"W109", // a file of more than 1 MiB: package param's tests
	"W114", // a range without a lower end: package param's tests
	"W156", // a variant given twice, once as a flag: TestFlagProblems
	"W159", // --set without =: TestFlagProblems
	"W247", // --variant without a name: TestVariantFlag
	"W248", // --variant with a name that is none: TestVariantFlag
	"W249", // --gates git:…: TestGatesOfRevision
	"W250", // the same
	"W253", // --gates FILE without gates: TestLoadGates
}

// fileCodes lists the codes of problems that files can have.
func fileCodes(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile("say/en.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^\t\t"(W1[0-6][0-9](\.deep)?|W24[0-9]|W25[0-9])":`).FindAllStringSubmatch(string(src), -1) {
		out = append(out, m[1])
	}
	for code := range gate.Sentences() {
		if regexp.MustCompile(`^G1[0-9][0-9]$`).MatchString(code) { // no help, no second place
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// Flags are checked as files are.
func TestFlagProblems(t *testing.T) {
	_, problems := ParseAssignment("policy.title", "--set")
	got := NewReport(problems, nil, "").Text()
	_, report := Load("stricter-dormancy", Options{Variants: []VariantFlag{{Name: "60-days"}}})
	_, seed := Load("city-bank-year", Options{Flags: []Assignment{{"seed", "many", "--seed"}}, Environment: []string{"WEIR_LENGTH=3"}})
	got += report.Text() + seed.Text()
	want := "error[W159]: `policy.title` is not path=value\n  --> --set\n" +
		"error[W156]: two variants are called `60-days`\n  --> --variant 60-days\n" +
		"error[W112]: `many` is not a whole number\n  --> --seed\n   = help: write a whole number like `100000`\n" +
		"error[W110]: `3` has no unit\n  --> WEIR_LENGTH\n   = want a duration\n   = help: write it with its unit, such as `3d`\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The other formats say the same, and parse.
func TestFormats(t *testing.T) {
	_, report := Load("s.yaml", Options{Read: memory(map[string]string{
		"s.yaml": "weir: scenario/v1\n标题: 值\nlength: 90\npolicy: p.yaml\n",
		"p.yaml": "weir: policy/v1\ntiers:\n  basic: {daily_limit: 5 CNY}\n  intermediate: {daily_limit: 4 CNY}\n  advanced: {daily_limit: 9 CNY}\n",
	})})
	var doc struct{ Problems []Diagnostic }
	if err := json.Unmarshal(report.JSON(), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range doc.Problems {
		got = append(got, d.Code+" "+d.Place.File+" "+d.Message)
	}
	want := "W131 p.yaml limits must rise with the tier: intermediate 4 CNY < basic 5 CNY\n" +
		"W104 s.yaml unknown field `标题`\nW110 s.yaml `90` has no unit"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	wantGitHub := "::error file=p.yaml,line=4,col=31,title=W131::limits must rise with the tier: intermediate 4 CNY < basic 5 CNY\n" +
		"::error file=s.yaml,line=2,col=1,title=W104::unknown field `标题`; not a field of a scenario\n" +
		"::error file=s.yaml,line=3,col=9,title=W110::`90` has no unit; want a duration; write it with its unit, such as `90d`\n"
	if report.GitHub() != wantGitHub {
		t.Errorf("got\n%s\nwant\n%s", report.GitHub(), wantGitHub)
	}
	if escape("50%\n") != "50%25%0A" || property("a:b,c") != "a%3Ab%2Cc" {
		t.Error("workflow commands are not escaped")
	}
}

// Carets stand under what is meant, however wide the characters before it.
func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		line          string
		column, width int
		want          string
	}{
		{"ab: cd", 5, 2, "ab: cd|    ^^"},
		{"中文: 值x", 5, 2, "中文: 值x|      ^^^"},
		{"\tab: x", 2, 2, "\tab: x|\t^^"},
		{"e\u0301: x", 5, 1, "e\u0301: x|   ^"}, // e with a combining accent
		{"a\x1bb", 3, 1, "a�b|  ^"},
		{"ab", 3, 1, "ab|  ^"},
		{"ab", 9, 5, "ab|  ^"},
		{"", 1, 0, "|^"},
	} {
		shown, before, carets := excerpt(c.line, c.column, c.width)
		if got := shown + "|" + before + carets; got != c.want {
			t.Errorf("%q %d %d:\ngot  %q\nwant %q", c.line, c.column, c.width, got, c.want)
		}
	}
	long := strings.Repeat("x", 250) + "HERE" + strings.Repeat("y", 99)
	shown, before, carets := excerpt(long, 251, 4)
	if at := []rune(shown)[len(before):]; len(before) > 60 || carets != "^^^^" || string(at[:4]) != "HERE" || columns([]rune(shown)) > shownColumns+4 {
		t.Errorf("a long line: %q %d %q", shown, len(before), carets)
	}
}
