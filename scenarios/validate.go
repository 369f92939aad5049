package scenarios

import (
	"strings"

	"weir/sim/param"
)

// Validate checks one file of any kind by itself, or a scenario with all that
// it names. A name from the library does too. The report has what is wrong;
// the kind is what the file says it is.
func Validate(name string, read func(path string) ([]byte, error)) (Kind, *Report) {
	f := newFiles(read)
	done := func(kind Kind) (Kind, *Report) {
		return kind, &Report{Problems: tidy(f.problems), texts: f.texts}
	}
	text, path := f.peek(name)
	if text == nil {
		f.open(name, param.Pos{File: "argument"}, "")
		return done("")
	}
	tree, _ := param.Parse(path, text)
	kind := kindOf(tree)
	if kind == KindScenario {
		_, report := Load(strings.TrimPrefix(name, libraryPrefix), Options{Read: read})
		return kind, report
	}
	s := Declared(kind)
	if s == nil { // not a kind: say what the kinds are
		f.texts[path] = string(text)
		f.unknownKind(path, tree, text)
		return done(kind)
	}
	tree = f.parse(path, text, param.Pos{}, kind)
	if tree == nil {
		return done(kind)
	}
	l := &loader{files: f, units: param.Units{Currency: "CNY", Minor: 100, Read: f.readData}}
	l.base.institution = tree
	if kind == KindInstitution {
		l.currency()
	}
	if kind == KindGates {
		l.reports(bindGates(tree))
		return done(kind)
	}
	s = declaredFor(kind, l.units)
	l.reports(s.Bind(tree))
	l.reports(param.Resolve(nil, s))
	return done(kind)
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
