package scenarios

import (
	"encoding/json"
	"fmt"
	"strings"

	"weir/scenarios/say"
	"weir/sim/param"
)

// Diagnostic is a problem as `--format json` writes it.
type Diagnostic struct {
	Severity string  `json:"severity"` // error, warning
	Code     string  `json:"code"`
	Message  string  `json:"message"`
	Label    string  `json:"label,omitempty"`
	Help     string  `json:"help,omitempty"`
	Place    Place   `json:"place"`
	Related  []Place `json:"related,omitempty"`
}

// Place is where something stands; Line is 0 where the origin has no lines.
type Place struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"` // in characters, from 1
	Width   int    `json:"width"`  // in characters
	Message string `json:"message,omitempty"`
}

// Diagnostics returns the problems with their sentences.
func (r *Report) Diagnostics() []Diagnostic {
	out := make([]Diagnostic, 0, len(r.Problems))
	for _, p := range r.Problems {
		d := Diagnostic{Severity: severity(p), Code: number(p.Code), Message: say.Text(p.Code, p.Args...),
			Label: label(p), Place: placeOf(p.Pos, "")}
		if p.Help != "" {
			d.Help = say.Text(p.Help, p.HelpArg...)
		}
		for _, related := range p.Related {
			d.Related = append(d.Related, placeOf(related.Pos, say.Text(related.Code, related.Args...)))
		}
		out = append(out, d)
	}
	return out
}

func placeOf(pos param.Pos, message string) Place {
	return Place{pos.File, pos.Line, pos.Column, pos.Width, message}
}

// JSON returns the problems as one JSON document: {"problems": […]}.
func (r *Report) JSON() []byte {
	text, err := json.MarshalIndent(map[string]any{"problems": r.Diagnostics()}, "", "  ")
	if err != nil {
		panic("scenarios: Report.JSON: " + err.Error()) // strings and numbers always marshal
	}
	return append(text, '\n')
}

// GitHub returns the problems as GitHub's workflow commands, which annotate
// the lines of a change.
func (r *Report) GitHub() string {
	var out strings.Builder
	for _, d := range r.Diagnostics() {
		message := d.Message
		for _, more := range []string{d.Label, d.Help} {
			if more != "" {
				message += "; " + more
			}
		}
		fmt.Fprintf(&out, "::%s file=%s,", d.Severity, property(d.Place.File))
		switch {
		case d.Place.Line > 0 && d.Place.Column == 0:
			fmt.Fprintf(&out, "line=%d,", d.Place.Line)
		case d.Place.Line > 0:
			fmt.Fprintf(&out, "line=%d,col=%d,", d.Place.Line, d.Place.Column)
		}
		fmt.Fprintf(&out, "title=%s::%s\n", property(d.Code), escape(message))
	}
	return out.String()
}

// escape writes what a workflow command's message may not hold.
func escape(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property is escape for a property, which ends at a comma or colon.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escape(text))
}
