package main

import (
	"cmp"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/scenarios"
	"weir/scenarios/say"
)

//go:embed project
var projectFiles embed.FS

// providers are the services that init writes a job for, by the place where each
// looks for it.
var providers = map[string]struct{ from, to string }{
	"github": {"github.yml", ".github/workflows/weir.yml"},
	"gitlab": {"gitlab.yml", ".gitlab-ci.yml"},
}

func (p *program) initCommand() *cobra.Command {
	var ci string
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start a project: a scenario, an institution, a policy and gates to change, and what to do next",
		Long: "Starts a project in a folder (default: this one), which is made if there is none: a scenario, an institution and a\n" +
			"policy copied from the library, with what every key means, gates, defaults, and a README with the next commands.\n" +
			"It changes no file: where one of them exists, nothing is written. With --ci it writes the job that judges every\n" +
			"pull request by the gates of the branch it is to be merged into; into a project that is there already only the job.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return p.init(dir, ci)
		},
	}
	cmd.Flags().StringVar(&ci, "ci", "", "write the job of a `SERVICE` too: github or gitlab")
	return cmd
}

// init writes the files of a new project, or none.
func (p *program) init(dir, ci string) error {
	files, err := filesFor(dir, ci)
	if err != nil {
		return err
	}
	var there []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil {
			there = append(there, filepath.Join(dir, f.Name))
		}
	}
	if len(there) > 0 {
		return usage("%s", say.Text("R180", there))
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(f.Content); return err }); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, say.Text("R181", path))
	}
	if ci != "" {
		fmt.Fprintf(p.stdout, "\n%s\n", say.Text("R184", filepath.Join(dir, providers[ci].to)))
	}
	if len(files) == 1 {
		return nil // the project had been there
	}
	next := say.Text("R182", dir)
	if dir == "." {
		next = say.Text("R183")
	}
	fmt.Fprintf(p.stdout, "\n%s\n\n", next)
	for _, command := range nextCommands() {
		fmt.Fprintf(p.stdout, "  %s\n", command)
	}
	return nil
}

// filesFor lists what is to be written: a project, with a service's job, or the job
// alone where a project is there.
func filesFor(dir, ci string) ([]scenarios.Input, error) {
	if ci == "" {
		return newProject(), nil
	}
	provider, ok := providers[ci]
	if !ok {
		return nil, usage("--ci %s; want %s", ci, either(slices.Sorted(maps.Keys(providers))))
	}
	job := scenarios.Input{Name: filepath.FromSlash(provider.to), Content: template("ci/" + provider.from)}
	if _, err := os.Stat(filepath.Join(dir, "scenario.yaml")); err == nil {
		return []scenarios.Input{job}, nil
	}
	return append(newProject(), job), nil
}

// copies are the files of a project that come from the library.
var copies = []struct{ name, from string }{{"institution.yaml", "city-bank"}, {"policy.yaml", "source-rules"}}

// newProject lists the files of a new project, sorted by name.
func newProject() []scenarios.Input {
	var files []scenarios.Input
	entries, err := fs.ReadDir(projectFiles, "project")
	if err != nil {
		panic("weir: newProject: " + err.Error())
	}
	for _, e := range entries {
		if e.IsDir() { // jobs, which are asked for
			continue
		}
		name := e.Name()
		if name == "gitignore" { // as a dot file it would not be embedded
			name = ".gitignore"
		}
		files = append(files, scenarios.Input{Name: name, Content: template(e.Name())})
	}
	for _, c := range copies {
		head := fmt.Sprintf("# A copy of the library's %s (weir %s), with what every key means.\n", c.from, version())
		files = append(files, scenarios.Input{Name: c.name, Content: append([]byte(head), scenarios.Commented(c.from)...)})
	}
	slices.SortFunc(files, func(a, b scenarios.Input) int { return cmp.Compare(a.Name, b.Name) })
	return files
}

// template returns a file of the project as it is embedded.
func template(name string) []byte {
	text, err := projectFiles.ReadFile(path.Join("project", name))
	if err != nil {
		panic("weir: template: " + err.Error())
	}
	return text
}

// nextCommands are those that README tells, so that they are written once.
func nextCommands() []string {
	var commands []string
	for line := range strings.Lines(string(template("README.md"))) {
		if strings.HasPrefix(line, "weir ") {
			commands = append(commands, strings.TrimSpace(line))
		}
	}
	return commands
}
