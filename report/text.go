package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the summary for a terminal: what was run, the metrics by
// family, the groups that differ, the differences between variants, the gates'
// estimates, the shocks, the notes and the standing footer. Of a gate, a
// comparison, a sweep or a backtest it shows in place of the metrics what that
// was for: verdicts, changes, surfaces, coverage.
func WriteText(w io.Writer, r *Results, o Options) error {
	return summarise(r, o, o.width()).writeText(w, o)
}

// width is the terminal's, 100 where there is none.
func (o Options) width() int {
	if o.Width <= 0 {
		return 100
	}
	return o.Width
}

// writeText lays a summary out for a terminal.
func (s summary) writeText(w io.Writer, o Options) error {
	width, style := o.width(), styler(o.Color)
	var out strings.Builder
	fmt.Fprintln(&out, style.bold(clean(s.title)))
	for _, line := range s.lead {
		fmt.Fprintln(&out, wrap(clean(line), width, ""))
	}
	for _, t := range s.sheets {
		fmt.Fprintf(&out, "\n%s\n", style.bold(clean(t.title)))
		if len(t.rows) > 0 {
			fmt.Fprintln(&out, t.text(width, style))
		}
		for _, note := range t.notes {
			fmt.Fprintln(&out, style.dim(wrap(clean(note), width, "")))
		}
	}
	if len(s.notes) > 0 {
		fmt.Fprintf(&out, "\n%s\n", style.bold(wordNotes))
		for _, note := range s.notes {
			fmt.Fprintln(&out, wrap("- "+clean(note), width, "  "))
		}
	}
	fmt.Fprintln(&out)
	for _, line := range s.footer {
		fmt.Fprintln(&out, style.dim(wrap(clean(line), width, "")))
	}
	for _, line := range s.commands {
		fmt.Fprintln(&out, clean(line)) // whole, so that it can be copied
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// wrap breaks a sentence at spaces; lines after the first are indented.
func wrap(s string, width int, indent string) string {
	var out strings.Builder
	line := 0
	for i, word := range strings.Fields(s) {
		n := columns(word)
		switch {
		case i == 0:
		case line+1+n > width:
			out.WriteString("\n" + indent)
			line = len(indent)
		default:
			out.WriteByte(' ')
			line++
		}
		out.WriteString(word)
		line += n
	}
	return out.String()
}

// WriteMarkdown writes the summary as Markdown, for a comment or a page.
func WriteMarkdown(w io.Writer, r *Results, o Options) error {
	return summarise(r, o, 1<<20).writeMarkdown(w)
}

// writeMarkdown writes a summary that was put together for any width.
func (s summary) writeMarkdown(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n", markdownText(s.title))
	for _, line := range s.lead {
		fmt.Fprintf(&out, "%s\n\n", markdownText(line))
	}
	for _, t := range s.sheets {
		fmt.Fprintf(&out, "## %s\n\n", markdownText(t.title))
		if len(t.rows) > 0 {
			fmt.Fprintln(&out, t.markdown())
			out.WriteString(t.markdownBelow())
		}
		for _, note := range t.notes {
			fmt.Fprintf(&out, "%s\n\n", markdownText(note))
		}
	}
	if len(s.notes) > 0 {
		fmt.Fprintf(&out, "## %s\n\n", wordNotes)
		for _, note := range s.notes {
			fmt.Fprintf(&out, "- %s\n", markdownText(note))
		}
		fmt.Fprintln(&out)
	}
	for _, line := range s.commands {
		fence := fenceFor(line)
		fmt.Fprintf(&out, "%s\n%s\n%s\n\n", fence, clean(line), fence)
	}
	for i, line := range s.footer {
		if i > 0 {
			fmt.Fprintln(&out)
		}
		fmt.Fprintf(&out, "*%s*\n", markdownText(line))
	}
	_, err := io.WriteString(w, out.String())
	return err
}
