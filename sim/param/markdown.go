package param

import (
	"fmt"
	"strings"
)

// Markdown returns the reference table of the set's parameters: path, form,
// default, range, meaning, grade with source, rules.
func (s *Set) Markdown() string {
	var out strings.Builder
	out.WriteString("| parameter | form | default | range | meaning | ground | rules |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, d := range s.Decls() {
		value := code(d.Default)
		if d.Must {
			value = "required"
		}
		ground := ""
		if !d.Kind.nests() || d.text {
			ground = strings.TrimSpace(d.Grade.String() + " " + d.Source)
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s | %s |\n", code(d.Path), cell(d.Form()), value,
			cell(d.RangeText()), cell(d.Doc), cell(ground), cell(strings.Join(d.RuleIDs, ", ")))
	}
	return out.String()
}

// code sets a text in code type, empty if there is none.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + cell(text) + "`"
}

// cell escapes what would end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
