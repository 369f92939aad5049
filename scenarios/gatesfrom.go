package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"weir/sim/param"
)

// GatesSource is a list of gates to judge by, read apart from the scenario.
type GatesSource struct {
	Name string // as it was asked for: gates.yaml, git:origin/main:gates.yaml

	list   *param.Value
	own    *param.Value // what the working tree has at the place of a git revision's file, nil for nothing
	git    bool
	texts  map[string]string
	wrongs []param.Problem
}

// gitPrefix begins the name of a file at a revision.
const gitPrefix = "git:"

// LoadGates reads the gates of a file, of an entry of the library, or of a file at a
// git revision, git:REF:PATH with the path from the top of the repository that the
// current folder is in. The file is one of gates, or a scenario with gates. Read is
// nil for the file system. The report has what is wrong with the reading; what is
// wrong with the gates themselves shows when a scenario is loaded with them.
func LoadGates(name string, read func(path string) ([]byte, error)) (*GatesSource, *Report) {
	s := &GatesSource{Name: name, git: strings.HasPrefix(name, gitPrefix)}
	f := newFiles(read)
	if s.git {
		s.list = f.gitGates(name)
		s.own = f.workingGates(name)
	} else {
		s.list = f.gatesOf(name, param.Pos{File: "argument"})
	}
	report := &Report{Problems: tidy(f.problems), texts: f.texts}
	if report.Failed() {
		return nil, report
	}
	s.texts, s.wrongs = f.texts, report.Problems
	return s, report
}

// gatesOf reads the list of gates of a file of either kind; nil after reporting what
// is wrong.
func (f *files) gatesOf(name string, from param.Pos) *param.Value {
	kind := KindGates
	if text, at := f.peek(name); text != nil {
		if tree, _ := param.Parse(at, text); kindOf(tree) == KindScenario {
			kind = KindScenario
		}
	}
	tree := f.open(name, from, kind)
	if tree == nil {
		return nil
	}
	return f.listed(tree, name, func(other string, from param.Pos) *param.Value { return f.open(other, from, KindGates) })
}

// listed returns the list of gates of a file, or of the file that it names.
func (f *files) listed(tree *param.Value, name string, open func(string, param.Pos) *param.Value) *param.Value {
	list := tree.Find("gates")
	if list != nil && list.Kind == param.Scalar && kindOf(tree) == KindScenario {
		if tree = open(list.Text, list.Pos); tree == nil {
			return nil
		}
		list = tree.Find("gates")
	}
	if list == nil || list.Kind != param.Listing {
		f.report(param.Problem{Code: "W253", Pos: param.Pos{File: tree.Pos.File, Line: 1, Column: 1, Width: 1}, Args: []any{name}})
		return nil
	}
	return list
}

// gitGates reads the gates of git:REF:PATH.
func (f *files) gitGates(name string) *param.Value {
	ref, file, ok := revision(name)
	if !ok {
		f.report(param.Problem{Code: "W249", Pos: param.Pos{File: "argument"}, Args: []any{name}})
		return nil
	}
	tree := f.atRevision(ref, file)
	if tree == nil {
		return nil
	}
	return f.listed(tree, name, func(other string, _ param.Pos) *param.Value {
		if !isFile(other) {
			return f.openBuiltin(other, param.Pos{}, KindGates)
		}
		return f.atRevision(ref, path.Join(path.Dir(file), filepath.ToSlash(other)))
	})
}

// revision splits git:REF:PATH.
func revision(name string) (ref, file string, ok bool) {
	ref, file, ok = strings.Cut(strings.TrimPrefix(name, gitPrefix), ":")
	return ref, file, ok && ref != "" && file != "" && !strings.HasPrefix(ref, "-")
}

// atRevision reads a file of gates, or a scenario, at a revision.
func (f *files) atRevision(ref, file string) *param.Value {
	name := gitPrefix + ref + ":" + file
	text, err := gitFile(ref, file)
	if err != nil {
		f.report(param.Problem{Code: "W250", Pos: param.Pos{File: name}, Args: []any{err.Error()}})
		return nil
	}
	tree, _ := param.Parse(name, text)
	kind := kindOf(tree)
	if kind != KindScenario {
		kind = KindGates
	}
	return f.parse(name, text, param.Pos{}, kind)
}

// gitFile returns the content of a file at a revision.
func gitFile(ref, file string) ([]byte, error) {
	if _, err := git("rev-parse", "--git-dir"); err != nil {
		return nil, err
	}
	if _, err := git("rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}"); err != nil {
		return nil, fmt.Errorf("there is no revision %s; a shallow clone may lack it: git fetch it first", ref)
	}
	text, err := git("cat-file", "blob", ref+":"+file)
	if err != nil {
		return nil, fmt.Errorf("%s has no file %s; the path is that from the top of the repository", ref, file)
	}
	return text, nil
}

// git runs a command of git in the current folder and returns what it prints.
func git(arguments ...string) ([]byte, error) {
	out, err := exec.Command("git", arguments...).Output()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed) && len(failed.Stderr) > 0:
		line, _, _ := strings.Cut(string(failed.Stderr), "\n")
		return nil, errors.New(line)
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed")
	}
	return out, err
}

// workingGates reads the gates that the working tree has where a revision has the
// file; nil where there are none, or none that can be read.
func (f *files) workingGates(name string) *param.Value {
	_, file, ok := revision(name)
	top, err := git("rev-parse", "--show-toplevel")
	if !ok || err != nil {
		return nil
	}
	path := filepath.Join(strings.TrimSpace(string(top)), filepath.FromSlash(file))
	if _, err := f.read(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	working := newFiles(f.read)
	list := working.gatesOf(path, param.Pos{})
	for _, p := range working.problems {
		p.Warning = true // not what is judged by
		f.report(p)
	}
	for name, text := range working.texts {
		f.texts[name] = text
	}
	return list
}

// gatesFile puts the gates of a file in the place of its name, and those that the
// scenario is judged by in the place of its own.
func (l *loader) gatesFile() {
	l.inline()
	g := l.options.Gates
	if g == nil {
		return
	}
	for name, text := range g.texts {
		l.files.texts[name] = text
	}
	l.own = g.own
	if list := l.base.scenario.Find("gates"); list != nil && !g.git {
		l.own = list
	}
	drop(l.base.scenario, "gates")
	drop(l.base.scenario, "bad") // shows that the scenario's own gates can fail
	l.base.scenario.Entries = append(l.base.scenario.Entries, param.Entry{Key: "gates", Pos: g.list.Pos, Value: g.list.Clone()})
}

// inline puts the gates of a file in the place of its name.
func (l *loader) inline() {
	for i, e := range l.base.scenario.Entries {
		if e.Key != "gates" || e.Value.Kind != param.Scalar {
			continue
		}
		empty := &param.Value{Pos: e.Value.Pos, Kind: param.Listing}
		tree := l.files.open(e.Value.Text, e.Value.Pos, KindGates)
		l.base.scenario.Entries[i].Value = empty
		if tree == nil {
			return
		}
		s := param.New(l.units)
		new(gatesFile).Declare(s)
		l.reports(s.Bind(tree))
		if gates := tree.Find("gates"); gates != nil && gates.Kind == param.Listing {
			l.base.scenario.Entries[i].Value = gates.Clone()
		}
	}
}

// gates checks the gates that are judged by, and the candidate's own beside them:
// what is wrong with those is only a warning.
func (l *loader) gates(loaded *Loaded, known around) {
	var problems []param.Problem
	loaded.Gates, problems = checkGates(loaded.Gates, known)
	l.reports(problems)
	if l.own == nil {
		return
	}
	var own gatesFile
	s := param.New(l.units)
	declareGates(s, &own.gates)
	problems = s.Bind(&param.Value{Pos: l.own.Pos, Kind: param.Mapping, Entries: []param.Entry{{Key: "gates", Pos: l.own.Pos, Value: l.own}}})
	checked, found := checkGates(own.gates, known)
	for _, p := range append(problems, found...) {
		p.Warning = true
		l.files.report(p)
	}
	loaded.Own = append([]Gate{}, checked...)
}
