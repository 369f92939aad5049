package scenarios

import (
	"strings"

	"weir/sim/param"
)

// Validate checks one file of any kind by itself, or a scenario with all that
// it names. A name from the library does too. The report has what is wrong;
// the kind is what the file says it is.
func Validate(name string, read func(path string) ([]byte, error)) (Kind, *Report) {
	bound, report := bind(name, read)
	if bound.kind == KindScenario {
		_, report = Load(strings.TrimPrefix(name, libraryPrefix), Options{Read: read})
	}
	return bound.kind, report
}

// boundFile is a file of any kind by itself, with its values read.
type boundFile struct {
	kind Kind       // what it says it is, "" where it cannot be read
	set  *param.Set // nil for scenarios, which are more than a file, and where nothing can be read
}

// bind reads a file of any kind and checks it by itself, unless it is a
// scenario: that is only right together with what it names.
func bind(name string, read func(path string) ([]byte, error)) (boundFile, *Report) {
	f := newFiles(read)
	done := func(kind Kind, set *param.Set) (boundFile, *Report) {
		return boundFile{kind, set}, &Report{Problems: tidy(f.problems), texts: f.texts}
	}
	text, path := f.peek(name)
	if text == nil {
		f.open(name, param.Pos{File: "argument"}, "")
		return done("", nil)
	}
	tree, _ := param.Parse(path, text)
	kind := kindOf(tree)
	if kind == KindScenario {
		return done(kind, nil)
	}
	if isProject(name, tree) {
		return done(KindProject, f.bindProject(path, text))
	}
	if Declared(kind) == nil { // not a kind: say what the kinds are
		f.texts[path] = string(text)
		f.unknownKind(path, tree, text)
		return done(kind, nil)
	}
	tree = f.parse(path, text, param.Pos{}, kind)
	if tree == nil {
		return done(kind, nil)
	}
	l := &loader{files: f, units: param.Units{Currency: "CNY", Minor: 100, Read: f.readData}}
	l.base.institution = tree
	switch kind {
	case KindInstitution:
		l.currency()
	case KindPolicy, KindPopulation:
		l.currencyIn(tree)
	case KindGates:
		set, problems := bindGates(tree)
		l.reports(problems)
		return done(kind, set)
	}
	s := declaredFor(kind, l.units)
	l.reports(s.Bind(tree))
	l.reports(param.Resolve(nil, s))
	return done(kind, s)
}

// peek reads a file or library entry without saying what is wrong.
func (f *files) peek(name string) (text []byte, path string) {
	if short, ok := strings.CutPrefix(name, libraryPrefix); ok {
		name = short
	}
	if !isFile(name) {
		return Builtin(name), libraryPrefix + name + ".yaml"
	}
	path = beside("", name)
	text, err := f.read(path)
	if err != nil {
		return nil, path
	}
	return text, path
}

// unknownKind reports a first field that names no kind of file.
func (f *files) unknownKind(path string, tree *param.Value, text []byte) {
	if tree == nil {
		_, problems := param.Parse(path, text)
		f.problems = append(f.problems, problems...)
		return
	}
	pos := param.Pos{File: path, Line: 1, Column: 1, Width: 1}
	if v := tree.Find("weir"); v != nil {
		pos = v.Pos
	}
	var known []string
	for _, k := range Kinds() {
		known = append(known, string(k)+"/v1")
	}
	p := param.Problem{Code: "W165", Pos: pos, Args: []any{known}}
	if near := param.Nearest(textOf(tree, "weir"), known); near != "" {
		p.Help, p.HelpArg = "did-you-mean", []any{near}
	}
	f.report(p)
}
