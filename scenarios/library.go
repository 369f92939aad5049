package scenarios

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"weir/sim/param"
)

//go:embed library/*.yaml
var library embed.FS

// Kind is what a file is: the word before /v1 in its first field.
type Kind string

// The kinds of files that users write.
const (
	KindScenario    Kind = "scenario"
	KindInstitution Kind = "institution"
	KindPolicy      Kind = "policy"
	KindPopulation  Kind = "population"
	KindGates       Kind = "gates"
	KindMap         Kind = "map"
	KindProject     Kind = "project" // defaults of scenarios: known by its name
)

// Code names the kind's phrase in the catalogue of sentences.
func (k Kind) Code() string {
	if k == KindGates || k == KindProject {
		return "noun." + string(k) + "_file"
	}
	return "noun." + string(k)
}

// Entry is a file of the built-in library.
type Entry struct {
	Name  string // what a user writes: city-bank
	Kind  Kind
	Title string
	About string // its first comment, "" where it has none
}

// Library lists the built-in files, sorted by name. Names are unique over all
// kinds.
func Library() []Entry {
	files, err := fs.ReadDir(library, "library")
	if err != nil {
		panic("scenarios: Library: " + err.Error())
	}
	var out []Entry
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".yaml")
		text := Builtin(name)
		tree, _ := param.Parse(f.Name(), text)
		out = append(out, Entry{Name: name, Kind: kindOf(tree), Title: textOf(tree, "title"), About: firstComment(string(text))})
	}
	return out
}

// Builtin returns the text of a file of the library, nil if there is none of
// the name.
func Builtin(name string) []byte {
	text, err := library.ReadFile(path.Join("library", name+".yaml"))
	if err != nil {
		return nil
	}
	return text
}

// firstComment returns the first comment that has lines of its own, in one line.
func firstComment(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		comment, is := strings.CutPrefix(line, "#")
		if !is && len(words) > 0 {
			break
		}
		if is {
			words = append(words, strings.Fields(comment)...)
		}
	}
	return strings.Join(words, " ")
}

// kindOf returns the kind that a file says it is, "" if it does not.
func kindOf(tree *param.Value) Kind {
	kind, _, _ := strings.Cut(textOf(tree, "weir"), "/")
	return Kind(kind)
}

// textOf returns the scalar under a key, "" if there is none.
func textOf(tree *param.Value, key string) string {
	if tree == nil {
		return ""
	}
	if v := tree.Find(key); v != nil && v.Kind == param.Scalar {
		return v.Text
	}
	return ""
}

// libraryNames lists the names of a kind, for messages.
func libraryNames(kind Kind) []string {
	var names []string
	for _, e := range Library() {
		if e.Kind == kind || kind == "" {
			names = append(names, e.Name)
		}
	}
	return names
}
