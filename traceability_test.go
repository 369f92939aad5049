package weir_test

import (
	"flag"
	"fmt"
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

var update = flag.Bool("update", false, "rewrite docs/TRACEABILITY.md")

// statement is something that a source document says, with what is made of it:
// the hand-written part of docs/TRACEABILITY.md, kept in docs/traceability.yaml
// so that who owns the documents can write it without Go.
type statement struct {
	ID      string
	Class   string
	Says    string
	Rules   []string
	Tests   []string // folder.TestName
	But     string
	Because string
}

// document is a source document by the letter of its statements. One whose
// statements are not all listed yet is in part.
type document struct {
	Letter, About string
	Part          bool
	Statements    []statement
}

// misnumbered returns the ids that are not in order. A document listed in full
// leaves no number out.
func (d *document) misnumbered() []string {
	var out []string
	last := 0
	for _, s := range d.Statements {
		n, err := strconv.Atoi(strings.TrimPrefix(s.ID, d.Letter))
		if err != nil || n <= last || !d.Part && n != last+1 {
			out = append(out, s.ID)
		}
		last = n
	}
	return out
}

// readDocuments reads the hand-written part.
func readDocuments(t *testing.T) []document {
	t.Helper()
	text, err := os.ReadFile("docs/traceability.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var data struct{ Documents []document }
	if err := yaml.UnmarshalWithOptions(text, &data, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return data.Documents
}

// evidence is what is found of an id, of a statement or a rule: the folders of
// code that cite it, and the tests.
type evidence struct{ code, tests []string }

// found is all evidence by id, src:C17 or D1, and the tests that there are.
type found struct {
	by    map[string]*evidence
	tests map[string]bool // folder.TestName
}

func (f *found) of(id string) *evidence {
	if f.by[id] == nil {
		f.by[id] = &evidence{}
	}
	return f.by[id]
}

var (
	sourceID    = regexp.MustCompile(`src:[A-E][0-9]+`)
	ruleMention = regexp.MustCompile(`\brules? ([PTDCLWSFEVX][0-9]{1,2}\b(?:(?:, | and |, and | or )[PTDCLWSFEVX][0-9]{1,2}\b)*)`)
	bareRule    = regexp.MustCompile(`\b[PTDCLWSFEVX][0-9]{1,2}\b`)
	testTable   = regexp.MustCompile(`testdata/([\w./-]+\.txt)`)
)

// gather reads what the code and the tests cite. Code cites in declarations and
// comments, policies of the library in comments, tests in their comments and in
// those of the tables they read. The kernel and the program carry no rules: what
// they cite are examples.
func gather(t *testing.T) *found {
	t.Helper()
	f := &found{by: map[string]*evidence{}, tests: map[string]bool{}}
	for _, s := range sources(t) {
		if below(s.dir(), "sim") || below(s.dir(), "cmd") {
			continue
		}
		if s.test {
			f.gatherTests(t, s)
			continue
		}
		f.cite(s.dir(), append(sourceID.FindAllString(s.text, -1), citations(s.text)...))
	}
	for _, p := range files(t) {
		if path.Dir(p) == "scenarios/library" && path.Ext(p) == ".yaml" {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			f.cite("scenarios/library", sourceID.FindAllString(string(text), -1))
		}
	}
	for _, e := range f.by {
		slices.Sort(e.code)
		slices.Sort(e.tests)
		e.code, e.tests = slices.Compact(e.code), slices.Compact(e.tests)
	}
	return f
}

func (f *found) cite(folder string, ids []string) {
	for _, id := range ids {
		f.of(id).code = append(f.of(id).code, folder)
	}
}

// gatherTests notes the tests of a file and what each cites.
func (f *found) gatherTests(t *testing.T, s source) {
	for _, d := range s.file.Decls {
		test, ok := d.(*ast.FuncDecl)
		if !ok || test.Recv != nil || !strings.HasPrefix(test.Name.Name, "Test") {
			continue
		}
		from := test.Pos()
		if test.Doc != nil {
			from = test.Doc.Pos()
		}
		text := s.text[s.fset.Position(from).Offset:s.fset.Position(test.End()).Offset]
		ids := append(sourceID.FindAllString(text, -1), mentions(text)...)
		for _, table := range testTable.FindAllStringSubmatch(text, -1) {
			ids = append(ids, citedByTable(t, path.Join(s.dir(), "testdata", table[1]))...)
		}
		name := s.dir() + "." + test.Name.Name
		f.tests[name] = true
		for _, id := range ids {
			f.of(id).tests = append(f.of(id).tests, name)
		}
	}
}

// citedByTable returns what the comments of a decision table cite; nothing if
// the table is not there, which its test will say.
func citedByTable(t *testing.T, file string) []string {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var ids []string
	for _, line := range strings.Split(string(text), "\n") {
		if _, comment, ok := strings.Cut(line, "#"); ok {
			ids = append(ids, sourceID.FindAllString(comment, -1)...)
			ids = append(ids, bareRule.FindAllString(sourceID.ReplaceAllString(comment, ""), -1)...)
		}
	}
	return ids
}

// mentions returns the rules of "rule D1" and "rules T1, T2 and T9".
func mentions(text string) []string {
	var ids []string
	for _, m := range ruleMention.FindAllStringSubmatch(text, -1) {
		ids = append(ids, bareRule.FindAllString(m[1], -1)...)
	}
	return ids
}

// classes are what a statement may be.
var classes = []string{"P", "N", "M", "R", "X", "P/N", "P/M", "P/R", "P/X", "N/M", "N/R"}

// TestTraceability: every statement of the source documents is carried by rules
// that are built and held by code or a test that says so, or has a reason why
// not; and the page shows just that.
func TestTraceability(t *testing.T) {
	const page = "docs/TRACEABILITY.md"
	documents, f := readDocuments(t), gather(t)
	known := map[string]bool{}
	for _, d := range documents {
		for _, id := range d.misnumbered() {
			t.Errorf("%s does not follow the statement before it", id)
		}
		for _, s := range d.Statements {
			known["src:"+s.ID] = true
			for _, wrong := range s.wrong(f) {
				t.Errorf("%s: %s", s.ID, wrong)
			}
		}
	}
	for id, e := range f.by {
		if sourceID.MatchString(id) && len(e.code) > 0 && !known[id] {
			t.Errorf("%s is cited in %s; docs/traceability.yaml has no such statement", id, strings.Join(e.code, ", "))
		}
	}
	want := traceabilityPage(documents, f)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != want {
		t.Errorf("%s is not what docs/traceability.yaml and the citations give\nrun: go test . -run TestTraceability -update", page)
	}
}

// wrong returns what is wrong with a statement's row.
func (s *statement) wrong(f *found) []string {
	var out []string
	e := f.of("src:" + s.ID)
	simulated := s.Because == ""
	if s.Says == "" || !slices.Contains(classes, s.Class) {
		out = append(out, "what it says is missing, or its class "+s.Class+" is unknown")
	}
	if !simulated && (len(s.Rules) > 0 || len(s.Tests) > 0 || s.But != "") {
		out = append(out, "it has both a reason not to be simulated and what carries it")
	}
	if !simulated && len(e.code) > 0 {
		out = append(out, "it is cited in "+strings.Join(e.code, ", ")+", and has a reason not to be simulated")
	}
	if simulated && len(s.Rules) == 0 {
		out = append(out, "it has neither a rule nor a reason not to be simulated")
	}
	for _, id := range s.Rules {
		if len(f.of(id).code) == 0 || len(f.of(id).tests) == 0 {
			out = append(out, "it has rule "+id+", which no code or no test cites")
		}
	}
	for _, name := range s.Tests {
		if !f.tests[name] {
			out = append(out, "it names "+name+", and there is no such test")
		}
	}
	if simulated && len(e.code)+len(e.tests)+len(s.Tests) == 0 {
		out = append(out, "no code and no test cites src:"+s.ID+", and it names no test")
	}
	return out
}

// traceabilityPage puts the page together.
func traceabilityPage(documents []document, f *found) string {
	var page strings.Builder
	page.WriteString(`# Traceability

From the source documents to the rules that carry them, and from the rules to code and tests. Put together from
[traceability.yaml](traceability.yaml) and from what code and tests cite, by ` + "`go test . -run TestTraceability -update`" + `; the test fails
when a statement is neither held nor has a reason why not.

The documents are illustrations. Classes: P a process, N a number, M a target or a measure, R a text for readers, X outside of the
model. A statement ` + "`C17`" + ` is cited ` + "`src:C17`" + `, and held by the folders and tests that cite it or are named for it. Rules are those of
[MODEL.md](MODEL.md); the last table has the code and the tests of each.
`)
	used := map[string]bool{}
	for _, d := range documents {
		fmt.Fprintf(&page, "\n## %s: %s\n", d.Letter, d.About)
		if d.Part {
			page.WriteString("\nOnly what is cited so far.\n")
		}
		page.WriteString("\n| id | class | what it says | rules | held by |\n| --- | --- | --- | --- | --- |\n")
		for _, s := range d.Statements {
			fmt.Fprintf(&page, "| %s | %s | %s | %s | %s |\n", s.ID, s.Class, s.Says, strings.Join(s.Rules, ", "), s.heldBy(f))
			for _, id := range s.Rules {
				used[id] = true
			}
		}
	}
	page.WriteString("\n## Rules\n\n| rule | code | tests that cite it |\n| --- | --- | --- |\n")
	for _, id := range sortedRules(used) {
		fmt.Fprintf(&page, "| %s | %s | %s |\n", id, quoteAll(f.of(id).code), quoteAll(f.of(id).tests))
	}
	return page.String()
}

// heldBy is what holds a statement, or why it is not simulated.
func (s *statement) heldBy(f *found) string {
	if s.Because != "" {
		return "not simulated: " + s.Because
	}
	e := f.of("src:" + s.ID)
	tests := append(slices.Clone(s.Tests), e.tests...)
	slices.Sort(tests)
	held := quoteAll(append(slices.Clone(e.code), slices.Compact(tests)...))
	if s.But != "" {
		held = strings.TrimSpace(held + " without " + s.But)
	}
	return held
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "`" + n + "`"
	}
	return strings.Join(quoted, ", ")
}

// sortedRules sorts ids as the model has them: by letter in the order of its
// parts, then by number.
func sortedRules(ids map[string]bool) []string {
	const parts = "PTDCLWSFEVX"
	var out []string
	for id := range ids {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b string) int {
		if a[0] != b[0] {
			return strings.IndexByte(parts, a[0]) - strings.IndexByte(parts, b[0])
		}
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return out
}
