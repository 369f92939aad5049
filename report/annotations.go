package report

import (
	"fmt"
	"io"
	"strings"

	"weir/sim/verdict"
)

// maxAnnotations is how many annotations of a level GitHub shows of one step.
const maxAnnotations = 10

// The levels of annotations, as GitHub's workflow commands call them.
const (
	levelError   = "error"
	levelWarning = "warning"
	levelNotice  = "notice"
)

// annotation is a line that GitHub shows beside the file that it is about.
type annotation struct {
	file, title, text string
	line              int
}

// WriteAnnotations writes workflow commands for GitHub: an error for a gate that
// FAILs, a warning for one that is INCONCLUSIVE or has NO DATA (nothing was
// shown, neither way), a notice for whatever a gate finds that only warns.
// Gates that PASS are silent. Of more than ten of a level the last says how many
// more there are. Results without verdicts write nothing.
func WriteAnnotations(w io.Writer, r *Results) error {
	if r.Gate == nil {
		return nil
	}
	by := map[string][]annotation{}
	for _, d := range r.Gate.Gates {
		if level := levelOf(d); level != "" {
			by[level] = append(by[level], annotationOf(r, d))
		}
	}
	var out strings.Builder
	for _, level := range []string{levelError, levelWarning, levelNotice} {
		list := by[level]
		if left := len(list) - maxAnnotations; left > 0 {
			more := fmt.Sprintf(wordMoreGates, left+1)
			list = append(list[:maxAnnotations-1:maxAnnotations-1], annotation{title: more, text: more})
		}
		for _, a := range list {
			out.WriteString(a.command(level))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func levelOf(d Decided) string {
	switch v := verdictOf(d.Verdict); {
	case v == verdict.Pass:
		return ""
	case d.warns():
		return levelNotice
	case v == verdict.Fail:
		return levelError
	default:
		return levelWarning
	}
}

func annotationOf(r *Results, d Decided) annotation {
	a := annotation{file: d.File, line: d.Line, text: gateLine(d),
		title: fmt.Sprintf(wordGateTitle, verdictOf(d.Verdict).Word(), d.ID, scenarioOf(r, d))}
	for _, reason := range d.reasons(r.Gate) {
		a.text += "\n" + reason
	}
	return a
}

// command writes the annotation as one line.
func (a annotation) command(level string) string {
	var properties []string
	if a.file != "" {
		properties = append(properties, "file="+commandProperty(a.file))
		if a.line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", a.line))
		}
	}
	properties = append(properties, "title="+commandProperty(a.title))
	return "::" + level + " " + strings.Join(properties, ",") + "::" + commandText(a.text) + "\n"
}

// commandText escapes what ends a workflow command or starts an escape in it.
func commandText(s string) string {
	return strings.NewReplacer("%", "%25", "\n", "%0A").Replace(cleanLines(s))
}

// commandProperty escapes what separates properties, too.
func commandProperty(s string) string {
	return strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C").Replace(clean(s))
}
