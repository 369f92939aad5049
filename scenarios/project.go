package scenarios

import (
	"path"
	"path/filepath"

	"weir/sim/param"
)

// ProjectName is what the file with a folder's defaults is called. It needs no
// `weir:` field: its name says what it is.
const ProjectName = "weir.yaml"

// projectFile is a file of defaults: fields of scenarios that stand by themselves.
type projectFile struct{ Scenario }

// Declare binds a project file.
func (f *projectFile) Declare(s *param.Set) {
	s.Noun = "project file"
	f.declareWhat(s)
	f.declareTime(s)
	f.declareRuns(s)
	s.Check(f.check)
}

// isProject says whether a file is a project file: by its name, unless it says that
// it is something else.
func isProject(name string, tree *param.Value) bool {
	return path.Base(filepath.ToSlash(name)) == ProjectName && tree != nil && tree.Kind == param.Mapping && tree.Find("weir") == nil
}

// bindProject checks a project file by itself: its values, and that the files it
// names are there and what they should be. Whether they fit together is a matter of
// each scenario.
func (f *files) bindProject(path string, text []byte) *param.Set {
	f.texts[path] = string(text)
	tree, problems := param.Parse(path, text)
	project, s := new(projectFile), param.New(param.Units{Read: f.readData})
	project.Declare(s)
	f.problems = append(append(f.problems, problems...), s.Bind(tree)...)
	for _, field := range []string{"institution", "policy", "start_policy", "baseline", "population"} {
		v := tree.Find(field)
		switch {
		case v == nil || v.Kind != param.Scalar || v.Text == "":
		case field == "institution":
			f.open(v.Text, v.Pos, KindInstitution)
		case field != "population":
			f.open(v.Text, v.Pos, KindPolicy)
		case !isCount(v.Text):
			(&loader{files: f}).book(v.Text, v.Pos)
		}
	}
	return s
}
