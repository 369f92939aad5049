package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"weir/scenarios/say"
	"weir/sim/param"
)

// Report is what is wrong with a set of files, with their texts to quote.
type Report struct {
	Problems []param.Problem
	texts    map[string]string
	lines    map[string][]string // of the texts, once asked for
}

// NewReport returns a report of problems found elsewhere, with the texts they
// quote, by name. Places that name no file are in the given one.
func NewReport(problems []param.Problem, texts map[string]string, file string) *Report {
	named := slices.Clone(problems)
	for i := range named {
		named[i].Pos.File = cmp.Or(named[i].Pos.File, file)
		named[i].Related = slices.Clone(named[i].Related)
		for j := range named[i].Related {
			named[i].Related[j].Pos.File = cmp.Or(named[i].Related[j].Pos.File, file)
		}
	}
	return &Report{Problems: tidy(named), texts: texts}
}

// Failed says whether anything is an error rather than a warning.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Problems, func(p param.Problem) bool { return !p.Warning })
}

// OnlyFlags says whether all the errors are in values of flags, and none in a
// file.
func (r *Report) OnlyFlags() bool {
	return r.Failed() && !slices.ContainsFunc(r.Problems, func(p param.Problem) bool {
		return !p.Warning && !strings.HasPrefix(p.Pos.File, "--")
	})
}

// tidy sorts by place and drops what is said twice: the same problem of two
// variants, or one name that two checks do not know.
func tidy(problems []param.Problem) []param.Problem {
	param.SortProblems(problems)
	var out []param.Problem
	seen := map[string]bool{}
	for _, p := range problems {
		key := fmt.Sprint(p.Code, p.Pos, p.Args)
		if p.Code == "W133" && len(p.Args) > 0 {
			key = fmt.Sprint(p.Code, p.Pos.File, p.Pos.Line, p.Args[0])
		}
		if !seen[key] {
			out = append(out, p)
		}
		seen[key] = true
	}
	return out
}

// Text returns the report as a terminal shows it: the sentence with its code,
// the place, the line with carets under what is meant, help, second places.
// A problem of two places points at both and quotes neither: its sentence has
// the values.
func (r *Report) Text() string {
	var out strings.Builder
	for _, p := range r.Problems {
		r.write(&out, p)
	}
	return out.String()
}

// write writes one problem.
func (r *Report) write(out *strings.Builder, p param.Problem) {
	fmt.Fprintf(out, "%s[%s]: %s\n", severity(p), number(p.Code), say.Text(p.Code, p.Args...))
	margin := len(fmt.Sprint(max(p.Pos.Line, 1)))
	for _, related := range p.Related {
		margin = max(margin, len(fmt.Sprint(related.Pos.Line)))
	}
	margin = max(margin, 2)
	arrow := strings.Repeat(" ", margin) + "--> "
	out.WriteString(arrow + place(p.Pos) + "\n")
	if line, ok := r.line(p.Pos); ok && len(p.Related) == 0 {
		gutter := strings.Repeat(" ", margin+1) + "|"
		shown, before, carets := excerpt(line, p.Pos.Column, p.Pos.Width)
		fmt.Fprintf(out, "%s\n%*d | %s\n", gutter, margin, p.Pos.Line, shown)
		fmt.Fprintf(out, "%s\n", strings.TrimRight(gutter+" "+before+carets+" "+label(p), " "))
	} else if text := label(p); text != "" {
		fmt.Fprintf(out, "%s= %s\n", strings.Repeat(" ", margin+1), text)
	}
	if p.Help != "" {
		fmt.Fprintf(out, "%s= help: %s\n", strings.Repeat(" ", margin+1), say.Text(p.Help, p.HelpArg...))
	}
	for _, related := range p.Related {
		fmt.Fprintf(out, "note: %s\n%s%s\n", say.Text(related.Code, related.Args...), arrow, place(related.Pos))
	}
}

func severity(p param.Problem) string {
	if p.Warning {
		return "warning"
	}
	return "error"
}

// number drops the part of a code after the dot, which only tells texts apart.
func number(code string) string {
	head, _, _ := strings.Cut(code, ".")
	return head
}

// label returns the text beside the carets, "" if the code has none.
func label(p param.Problem) string {
	if !say.Has(p.Code + ".label") {
		return ""
	}
	return say.Text(p.Code+".label", p.Args...)
}

// place writes file:line:column, or the origin alone where it has no lines.
func place(pos param.Pos) string {
	if pos.Line == 0 {
		return cmp.Or(pos.File, "(no place)")
	}
	if pos.Column == 0 { // a line of a table
		return fmt.Sprintf("%s:%d", pos.File, pos.Line)
	}
	return fmt.Sprintf("%s:%d:%d", pos.File, pos.Line, pos.Column)
}

// line returns the line of the source that a place is in.
func (r *Report) line(pos param.Pos) (string, bool) {
	text, ok := r.texts[pos.File]
	if !ok || pos.Line < 1 {
		return "", false
	}
	lines := r.lines[pos.File]
	if lines == nil {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
		lines = strings.Split(text, "\n")
		if r.lines == nil {
			r.lines = map[string][]string{}
		}
		r.lines[pos.File] = lines
	}
	if pos.Line > len(lines) || strings.TrimSpace(lines[pos.Line-1]) == "" {
		return "", false
	}
	return lines[pos.Line-1], true
}

// shownColumns is the widest excerpt; a longer line is cut around the place.
const shownColumns = 100

// excerpt returns a line as shown, the space before the carets, and the
// carets, which are as wide on a terminal as what they underline.
func excerpt(line string, column, characters int) (shown, before, carets string) {
	runes := []rune(line)
	for i, c := range runes {
		if c == unicode.ReplacementChar || unicode.IsControl(c) && c != '\t' {
			runes[i] = '�'
		}
	}
	start := min(max(column-1, 0), len(runes))
	end := min(start+max(characters, 1), len(runes))
	first := 0
	if columns(runes[:end]) > shownColumns {
		first = start
		for first > 0 && columns(runes[first-1:end]) < shownColumns/2 {
			first--
		}
	}
	last := len(runes)
	for last > first && columns(runes[first:last]) > shownColumns {
		last--
	}
	end = min(max(end, start), max(last, start))
	shown = string(runes[first:last])
	for _, c := range runes[first:start] {
		if c == '\t' {
			before += "\t"
		} else {
			before += strings.Repeat(" ", columns([]rune{c}))
		}
	}
	if first > 0 {
		shown, before = "… "+shown, "  "+before
	}
	if last < len(runes) {
		shown += " …"
	}
	return shown, before, strings.Repeat("^", max(columns(runes[start:end]), 1))
}

// columns returns how many columns of a terminal a text takes: two for a wide
// character, none for a combining one.
func columns(runes []rune) int {
	n := 0
	for _, c := range runes {
		switch kind := width.LookupRune(c).Kind(); {
		case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Cf, c):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
