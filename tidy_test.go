// Package weir_test checks the repository itself: who imports whom, where chance
// and clocks may be, what every file must have.
package weir_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is a Go file of the repository.
type source struct {
	path string // from the root, with slashes
	test bool
	file *ast.File
	fset *token.FileSet
	text string
}

// dir is the folder of the file.
func (s *source) dir() string { return path.Dir(s.path) }

// imports returns the paths of what the file imports.
func (s *source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, name)
		}
	}
	return out
}

// files returns the paths of all files of the repository, without those that
// are not kept.
func files(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || p == "runs") {
			return fs.SkipDir
		}
		if !d.IsDir() {
			out = append(out, filepath.ToSlash(p))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sources parses all Go files.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, p := range files(t) {
		if !strings.HasSuffix(p, ".go") {
			continue
		}
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, p, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{p, strings.HasSuffix(p, "_test.go"), file, fset, string(text)})
	}
	if len(out) < 100 {
		t.Fatalf("only %d Go files found; the test must run at the root of the repository", len(out))
	}
	return out
}

// below says whether a path is a folder or lies in it.
func below(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

// floors of the house: what a folder may not import.
var floors = []struct {
	folder string
	not    []string
}{
	{"sim", []string{"weir/model", "weir/scenarios", "weir/report", "weir/cmd"}},
	{"model", []string{"weir/scenarios", "weir/report", "weir/cmd"}},
	{"scenarios", []string{"weir/report", "weir/cmd"}},
	{"report", []string{"weir/cmd"}},
}

// only these folders may import these.
var only = map[string][]string{
	"gonum.org/v1/plot":            {"report"},
	"github.com/vbauerster/mpb":    {"cmd"},
	"github.com/spf13/cobra":       {"cmd"},
	"cel.dev/cel-go":               {"sim/expr"},
	"github.com/parquet-go":        {"report", "model/table"}, // one writes tables, the other reads them
	"github.com/jedib0t/go-pretty": {"report"},
}

// parts of the model that its other parts may import.
var shared = []string{"weir/model/account", "weir/model/metric", "weir/model/table"}

// activity and fit are laws and estimates, not parts of the domain: fit is built
// on activity. Replay stands above the parts as package model does: it applies
// their rules to what has happened.
var lawful = map[string][]string{
	"model/fit":        {"weir/model/activity"},
	"model/population": {"weir/model/activity"},
	"model/replay":     {"weir/model/dormancy", "weir/model/screening", "weir/model/tier"},
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports() {
			if why := forbidden(s, i); why != "" {
				t.Errorf("%s imports %s: %s", s.path, i, why)
			}
		}
	}
}

// forbidden returns why a file may not import a package, "" if it may.
func forbidden(s source, imported string) string {
	for _, f := range floors {
		for _, not := range f.not {
			if below(s.dir(), f.folder) && below(imported, not) {
				return "an import only ever goes down"
			}
		}
	}
	for what, folders := range only {
		if below(imported, what) && !slices.ContainsFunc(folders, func(f string) bool { return below(s.dir(), f) }) {
			return "that is for " + strings.Join(folders, " and ") + " alone"
		}
	}
	siblings := strings.HasPrefix(s.dir(), "model/") && strings.HasPrefix(imported, "weir/model/")
	if below(imported, "weir/model/internal") && s.test {
		return "" // what tests have in common
	}
	if siblings && "weir/"+s.dir() != imported && !slices.Contains(shared, imported) && !slices.Contains(lawful[s.dir()], imported) {
		return "parts of the model do not know each other; package model passes what one needs of another"
	}
	return ""
}

// Nothing that decides a result looks at the clock or draws from a generator of
// the process.
func TestNoClockNoGlobalChance(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !below(s.dir(), "sim") && !below(s.dir(), "model") && !below(s.dir(), "scenarios") {
			continue
		}
		for _, i := range s.imports() {
			if i == "math/rand" || i == "math/rand/v2" && usesGlobalRand(s.file) {
				t.Errorf("%s draws from %s; chance comes from sim/rng", s.path, i)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && isOf(sel, "time", "Now", "Since", "Until", "Sleep", "After", "Tick") {
				t.Errorf("%s: time.%s; the simulation has a clock of its own", s.fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

// usesGlobalRand says whether a file calls a function of math/rand/v2 that draws
// from the generator of the process; its types and constructors are no draws.
func usesGlobalRand(file *ast.File) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			found = found || isOf(sel, "rand", "Int", "IntN", "Int32", "Int32N", "Int64", "Int64N", "Uint32", "Uint64", "Uint64N",
				"N", "Float32", "Float64", "NormFloat64", "ExpFloat64", "Perm", "Shuffle")
		}
		return true
	})
	return found
}

// isOf says whether an expression is a name of a package.
func isOf(sel *ast.SelectorExpr, pkg string, names ...string) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg && slices.Contains(names, sel.Sel.Name)
}

// Every package says what it is, and every exported name of a package says what
// it means.
func TestComments(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		said[s.dir()] = said[s.dir()] || s.file.Doc != nil
		if s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			if name := undocumented(d); name != "" {
				t.Errorf("%s: %s has no comment", s.fset.Position(d.Pos()), name)
			}
		}
	}
	for dir, yes := range said {
		if !yes {
			t.Errorf("%s: no file says what the package is", dir)
		}
	}
}

// undocumented returns the first exported name that a declaration leaves without
// a comment; "" if there is none. Methods of unexported types and the usual
// String, Error and the like need none.
func undocumented(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		usual := []string{"String", "Error", "Len", "Less", "Swap", "Push", "Pop", "MarshalJSON", "UnmarshalJSON"}
		if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d)) && !slices.Contains(usual, d.Name.Name)) {
			return d.Name.Name
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					return spec.Name.Name
				}
			case *ast.ValueSpec:
				if spec.Names[0].IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					return spec.Names[0].Name
				}
			}
		}
	}
	return ""
}

// receiver returns the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.Ident:
			return y.Name
		default:
			return ""
		}
	}
}

// Words that no text may have: work left undone, and places on somebody's
// machine. They are put together here so that this file may be read too.
var banned = map[string]*regexp.Regexp{
	"work left undone":   regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`),
	"a machine's folder": regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(ho` + `me|ro` + `ot|wo` + `rk|tm` + `p|Us` + `ers|us` + `r|va` + `r)/`),
}

// kept are the kinds of text files that are looked through.
var kept = []string{".go", ".md", ".yaml", ".yml", ".txt", ".txtar", ".json", ".html", ".tmpl", ".css", ".mod", ""}

func TestNothingLeftBehind(t *testing.T) {
	for _, p := range files(t) {
		if !slices.Contains(kept, path.Ext(p)) || strings.HasPrefix(path.Base(p), ".git") {
			continue
		}
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			for what, pattern := range banned {
				if found := pattern.FindString(line); found != "" {
					t.Errorf("%s:%d: %s: %q", p, n+1, what, strings.TrimSpace(found))
				}
			}
		}
	}
}

// page is a Markdown file without its code blocks.
type page struct {
	path, text string
}

func pages(t *testing.T) []page {
	t.Helper()
	var out []page
	for _, p := range files(t) {
		if path.Ext(p) != ".md" || strings.Contains(p, "testdata/") {
			continue
		}
		file, err := os.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		inCode := false
		for lines := bufio.NewScanner(file); lines.Scan(); {
			if strings.HasPrefix(strings.TrimSpace(lines.Text()), "```") {
				inCode = !inCode
			} else if !inCode {
				text.WriteString(lines.Text() + "\n")
			}
		}
		file.Close()
		if inCode {
			t.Errorf("%s: a code block is not closed", p)
		}
		out = append(out, page{p, text.String()})
	}
	if len(out) == 0 {
		t.Fatal("there are no pages")
	}
	return out
}

var title = regexp.MustCompile(`(?m)^# `)

func TestOneTitle(t *testing.T) {
	for _, p := range pages(t) {
		if n := len(title.FindAllString(p.text, -1)); n != 1 {
			t.Errorf("%s has %d titles of the first order; want 1", p.path, n)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// links returns the files that a page points to, from the root.
func (p page) links() []string {
	var out []string
	for _, m := range link.FindAllStringSubmatch(p.text, -1) {
		target, _, _ := strings.Cut(m[1], "#")
		if target != "" && !strings.Contains(target, "://") && !strings.HasPrefix(target, "mailto:") {
			out = append(out, path.Join(path.Dir(p.path), target))
		}
	}
	return out
}

func TestLinks(t *testing.T) {
	for _, p := range pages(t) {
		for _, to := range p.links() {
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s points to %s, which is not there", p.path, to)
			}
		}
	}
}

// Every decision stands in the index, and every page of docs can be reached from
// README.
func TestPagesAreFound(t *testing.T) {
	const index = "docs/decisions/README.md"
	to := map[string][]string{}
	for _, p := range pages(t) {
		to[p.path] = p.links()
	}
	found := map[string]bool{}
	var visit func(string)
	visit = func(p string) {
		if !found[p] {
			found[p] = true
			for _, next := range to[p] {
				visit(next)
			}
		}
	}
	visit("README.md")
	for p := range to {
		if strings.HasPrefix(p, "docs/decisions/") && p != index && !slices.Contains(to[index], p) {
			t.Errorf("%s does not stand in %s; add a line", p, index)
		}
		if strings.HasPrefix(p, "docs/") && !found[p] {
			t.Errorf("no link leads from README.md to %s", p)
		}
	}
}

var quote = regexp.MustCompile("(?s)```(?:go|yaml)\n[#/]+ (\\S+)\n(.*?)```")

// What CONTRIBUTING quotes stands in the file it is quoted from, in that order.
func TestQuotes(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	quotes := quote.FindAllStringSubmatch(string(text), -1)
	if len(quotes) == 0 {
		t.Error("CONTRIBUTING.md quotes nothing")
	}
	for _, q := range quotes {
		source, err := os.ReadFile(q[1])
		if err != nil {
			t.Errorf("CONTRIBUTING.md quotes %s: %v", q[1], err)
			continue
		}
		rest := string(source)
		for _, line := range strings.Split(strings.TrimSpace(q[2]), "\n") {
			if line = strings.TrimSpace(line); line == "…" {
				continue
			}
			_, after, found := strings.Cut(rest, line)
			if !found {
				t.Errorf("CONTRIBUTING.md quotes a line that %s does not have, or not here:\n%s", q[1], line)
				break
			}
			rest = after
		}
	}
}

var (
	ruleRow  = regexp.MustCompile(`(?m)^\| ([A-Z][0-9]{1,2}) \|`)
	ruleID   = regexp.MustCompile(`"([PTDCLWSFEVX][0-9]{1,2})"`)
	ruleList = regexp.MustCompile(`\b(?:Rules\([^()]*\)|Rules:\s*\[\]string\{[^{}]*\}|\[\]string\{(?:"[PTDCLWSFEVX][0-9]{1,2}"(?:, )?)+\})`)
)

// Every rule that the code cites stands in docs/MODEL.md, and every rule that
// stands there as built is cited.
func TestRulesAreKnown(t *testing.T) {
	text, err := os.ReadFile("docs/MODEL.md")
	if err != nil {
		t.Fatal(err)
	}
	known, cited := map[string]bool{}, map[string]bool{}
	for _, m := range ruleRow.FindAllStringSubmatch(string(text), -1) {
		known[m[1]] = true
	}
	for _, s := range sources(t) {
		if s.test {
			continue // a test of reports may make metrics up
		}
		for _, c := range citations(s.text) {
			cited[c] = true
			if !known[c] {
				t.Errorf("%s cites rule %s, which docs/MODEL.md does not have", s.path, c)
			}
		}
	}
	for id := range known {
		if !cited[id] {
			t.Errorf("docs/MODEL.md has rule %s, which no code cites", id)
		}
	}
}

// citations returns the rules that a text of Go cites: in Rules("T1"), in a list
// of a declaration, in a comment that says "rule T1" or "rules T1, T2".
func citations(text string) []string {
	var out []string
	for _, list := range ruleList.FindAllString(text, -1) {
		for _, m := range ruleID.FindAllStringSubmatch(list, -1) {
			out = append(out, m[1])
		}
	}
	return append(out, mentions(text)...)
}

// TestFactsAreKnown: every fact that a default or a file of the library names is
// on the page of sources, and the page has no other. What documents say is held
// by TestTraceability.
func TestFactsAreKnown(t *testing.T) {
	const page = "docs/sources.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	cited := regexp.MustCompile(`\bfacts [0-9]+(?:\.[0-9]+)?\b`)
	listed := regexp.MustCompile(`(?m)^\| (facts \S+) \|`)
	known := map[string]bool{}
	for _, row := range listed.FindAllStringSubmatch(string(text), -1) {
		known[row[1]] = true
	}
	used := map[string]bool{}
	for _, name := range files(t) {
		if strings.HasSuffix(name, "_test.go") || !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".yaml") {
			continue
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		ids := cited.FindAllString(string(content), -1)
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			used[id] = true
			if !known[id] {
				t.Errorf("%s cites %s, which is not in %s", name, id, page)
			}
		}
	}
	for id := range known {
		if !used[id] {
			t.Errorf("%s lists %s, which nothing cites", page, id)
		}
	}
}
