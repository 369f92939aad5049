package scenarios

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"weir/sim/param"
)

// files reads what a run is made of and keeps the texts, to quote in messages
// and to copy into the run directory.
type files struct {
	read     func(path string) ([]byte, error)
	texts    map[string]string // by the name in places
	data     []dataFile        // files that values name
	problems []param.Problem
}

// dataFile is a file that a value names, such as an empirical distribution's.
type dataFile struct {
	from, name string // the file that names it, and how
	content    []byte
}

func newFiles(read func(string) ([]byte, error)) *files {
	if read == nil {
		read = os.ReadFile
	}
	return &files{read: read, texts: map[string]string{}}
}

// libraryPrefix marks the library's files in places.
const libraryPrefix = "library:"

// report notes a problem.
func (f *files) report(p param.Problem) { f.problems = append(f.problems, p) }

// isFile says whether a name means a file: it has a slash or ends in .yaml.
func isFile(name string) bool {
	return strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

// open finds the file of a kind that a value names, relative to the file the
// value is in, and reads it; nil after reporting what is wrong.
func (f *files) open(name string, from param.Pos, kind Kind) *param.Value {
	if !isFile(name) {
		return f.openBuiltin(name, from, kind)
	}
	path := beside(from.File, name)
	text, err := f.read(path)
	if err != nil {
		f.report(param.Problem{Code: "W150", Pos: from, Args: []any{name, reason(err)}})
		return nil
	}
	return f.parse(path, text, from, kind)
}

// openBuiltin reads a file of the library.
func (f *files) openBuiltin(name string, from param.Pos, kind Kind) *param.Value {
	text := Builtin(name)
	if text == nil {
		p := param.Problem{Code: "W151", Pos: from, Args: []any{name, cmp.Or(string(kind), "file")}}
		known := libraryNames(kind)
		if near := param.Nearest(name, known); near != "" {
			p.Help, p.HelpArg = "did-you-mean", []any{near}
		} else if len(known) > 0 {
			p.Help, p.HelpArg = "W151.help", []any{known}
		}
		f.report(p)
		return nil
	}
	return f.parse(libraryPrefix+name+".yaml", text, from, kind)
}

// parse reads a file's tree and checks what it says it is. From is where it
// was asked for.
func (f *files) parse(path string, text []byte, from param.Pos, kind Kind) *param.Value {
	if _, again := f.texts[path]; !again {
		f.texts[path] = string(text)
	}
	tree, problems := param.Parse(path, text)
	f.problems = append(f.problems, problems...)
	if tree == nil || tree.Kind != param.Mapping {
		if tree != nil {
			f.report(param.Problem{Code: "W108", Pos: tree.Pos, Args: []any{param.Noun(kind), param.Shape(tree.Kind)}})
		}
		return nil
	}
	if !f.header(tree, path, from, kind) {
		return nil
	}
	return tree
}

// header checks the first field: the kind and the version.
func (f *files) header(tree *param.Value, path string, from param.Pos, kind Kind) bool {
	v := tree.Find("weir")
	want := string(kind) + "/v1"
	if v == nil || v.Kind != param.Scalar {
		f.report(param.Problem{Code: "W153", Pos: param.Pos{File: path, Line: 1, Column: 1, Width: 1}, Args: []any{want}})
		return false
	}
	got, version, _ := strings.Cut(v.Text, "/")
	switch {
	case v.Text == want:
		return true
	case got == string(kind):
		f.report(param.Problem{Code: "W154", Pos: v.Pos, Args: []any{version}, Help: "W154.help", HelpArg: []any{want}})
	default:
		p := param.Problem{Code: "W152", Pos: v.Pos, Args: []any{"`" + v.Text + "`", param.Noun(kind)}}
		if slices.Contains(Kinds(), Kind(got)) {
			p.Args[0] = param.Noun(got)
		}
		if from.File != "" {
			p.Related = []param.Related{{Pos: from, Code: "W152.from"}}
		}
		f.report(p)
	}
	return false
}

// readData reads a file that a value names, once.
func (f *files) readData(from param.Pos, name string) ([]byte, error) {
	for _, d := range f.data {
		if d.from == from.File && d.name == name {
			return d.content, nil
		}
	}
	if strings.HasPrefix(from.File, libraryPrefix) {
		return nil, errors.New("the library has no data files")
	}
	content, err := f.read(beside(from.File, name))
	if err != nil {
		return nil, errors.New(reason(err))
	}
	f.data = append(f.data, dataFile{from.File, name, content})
	return content, nil
}

// beside returns the path of a name written in a file. Windows separators are
// read as slashes, so that a file moves between systems.
func beside(file, name string) string {
	name = filepath.FromSlash(strings.ReplaceAll(name, `\`, "/"))
	if filepath.IsAbs(name) || file == "" || strings.HasPrefix(file, libraryPrefix) || strings.HasPrefix(file, "--") {
		return name
	}
	return filepath.Join(filepath.Dir(file), name)
}

// reason returns what is wrong without the path, which the sentence has.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "nothing is there"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
