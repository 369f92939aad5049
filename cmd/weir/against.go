package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/param"
)

// showAgainst lists what differs from an older file to a newer one.
func (p *program) showAgainst(newer, older, format string) error {
	o := scenarios.Options{Environment: os.Environ(), Project: project()}
	c, problems := scenarios.Compare(older, newer, o)
	if problems.Failed() {
		return p.invalid(problems, format)
	}
	if c.New.Kind != c.Old.Kind {
		return usage("%s", say.Text("R134", newer, c.New.Kind, older, c.Old.Kind))
	}
	switch format {
	case "json":
		return againstJSON(p.stdout, c)
	case "markdown":
		return againstMarkdown(p.stdout, c)
	}
	return againstText(p.stdout, c)
}

// againstText writes a comparison as a table, or that nothing differs.
func againstText(w io.Writer, c *scenarios.Comparison) error {
	if len(c.Differences) == 0 {
		_, err := fmt.Fprintln(w, say.Text("R132", c.New.Name, c.Old.Name))
		return err
	}
	fmt.Fprintf(w, "%s\n\n", say.Text("R131", titled(c.New), titled(c.Old)))
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, say.Text("R133", c.Old.Name, c.New.Name))
	for _, d := range c.Differences {
		fmt.Fprintln(tab, strings.Join(cells(d), "\t"))
	}
	return tab.Flush()
}

// againstMarkdown writes a comparison for a pull request.
func againstMarkdown(w io.Writer, c *scenarios.Comparison) error {
	if len(c.Differences) == 0 {
		_, err := fmt.Fprintln(w, say.Text("R132", c.New.Name, c.Old.Name))
		return err
	}
	fmt.Fprintf(w, "%s\n\n", say.Text("R131", titled(c.New), titled(c.Old)))
	head := strings.Split(say.Text("R133", c.Old.Name, c.New.Name), "\t")
	fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	escape := strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "<", "&lt;", "\n", " ")
	for _, d := range c.Differences {
		row := cells(d)
		for i := range row {
			row[i] = escape.Replace(row[i])
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	return nil
}

// titled is a file with what it calls itself.
func titled(c scenarios.Compared) string {
	if c.Title == "" {
		return c.Name
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.Title)
}

// cells are a difference's line of a table: path, both values, unit, rules, own
// clause, and where the default comes from.
func cells(d scenarios.Difference) []string {
	value := func(s scenarios.Side) string { return cmp.Or(s.Value, none) }
	return []string{d.Path, value(d.Old), value(d.New), unitOf(d.Declared), cmp.Or(strings.Join(d.Declared.RuleIDs, ", "), none),
		cmp.Or(clauses(d), none), ground(d.Declared)}
}

// none stands in a table where there is nothing.
const none = "–"

// unitOf is what a value is measured in; a dash for groups, which have only a
// clause.
func unitOf(d *param.Decl) string {
	if d.Kind == param.KindGroup {
		return none
	}
	return d.Form()
}

// clauses are the references of the user's own rule book, both where they
// differ.
func clauses(d scenarios.Difference) string {
	if d.Old.Clause == d.New.Clause || d.Old.Clause == "" || d.New.Clause == "" {
		return cmp.Or(d.New.Clause, d.Old.Clause)
	}
	return d.Old.Clause + " → " + d.New.Clause
}

// ground is how well a default is known, and from where: V src:C17.
func ground(d *param.Decl) string {
	if d.Source == "" {
		return none
	}
	return d.Grade.String() + " " + d.Source
}

// againstJSON writes a comparison for programs.
func againstJSON(w io.Writer, c *scenarios.Comparison) error {
	type file struct {
		Name  string `json:"name"`
		Title string `json:"title"`
	}
	type side struct {
		Value  string `json:"value"`
		From   string `json:"from"`
		Clause string `json:"clause,omitempty"`
	}
	type difference struct {
		Path    string   `json:"path"`
		Old     *side    `json:"old"` // null where the file has no such value
		New     *side    `json:"new"`
		Unit    string   `json:"unit"`
		Default string   `json:"default"`
		Source  string   `json:"source"`
		Grade   string   `json:"grade"`
		Rules   []string `json:"rules"`
	}
	sideOf := func(s scenarios.Side) *side {
		if s.Origin == "" {
			return nil
		}
		return &side{s.Value, s.Origin, s.Clause}
	}
	out := struct {
		Kind        string       `json:"kind"`
		Old         file         `json:"old"`
		New         file         `json:"new"`
		Differences []difference `json:"differences"`
	}{string(c.New.Kind), file{c.Old.Name, c.Old.Title}, file{c.New.Name, c.New.Title}, []difference{}}
	for _, d := range c.Differences {
		out.Differences = append(out.Differences, difference{d.Path, sideOf(d.Old), sideOf(d.New), unitOf(d.Declared), d.Declared.Default,
			d.Declared.Source, d.Declared.Grade.String(), append([]string{}, d.Declared.RuleIDs...)})
	}
	return writeJSON(w, out)
}

// writeJSON writes a document for programs, as it would be written by hand.
func writeJSON(w io.Writer, document any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document)
}
