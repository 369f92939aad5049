package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"weir/sim/verdict"
)

// sheet is a table before it is given a form.
type sheet struct {
	title   string
	columns []column
	rows    []row
	notes   []string // under the table
	named   int      // the column that names a row, for sentences that stand elsewhere
	folded  bool     // on the page it opens on request: a figure has its numbers
}

type column struct {
	head  string
	right bool // numbers
	wrap  breaker
}

// breaker says where the cells of a column may be broken over lines, if at all,
// where the terminal is narrow.
type breaker string

const (
	whole breaker = ""
	prose breaker = " "
	names breaker = ".{," // dotted names of metrics, with labels
)

// fold breaks a cell after the breaker's characters so that no line is longer
// than width, as far as that goes; later lines of names are indented.
func (b breaker) fold(cell string, width int) string {
	indent := ""
	if b == names {
		indent = "    "
	}
	var out strings.Builder
	line := 0
	for _, part := range b.split(cell, width) {
		if line > 0 && line+columns(strings.TrimRight(part, " ")) > width {
			out.WriteString("\n" + indent)
			line = len(indent)
		}
		out.WriteString(part)
		line += columns(part)
	}
	return out.String()
}

// split cuts a cell after the breaker's characters; a word of prose that is too
// long is cut like a name.
func (b breaker) split(cell string, width int) []string {
	var parts []string
	for cell != "" {
		i := strings.IndexAny(cell, string(b)) + 1
		if i == 0 {
			i = len(cell)
		}
		if b == prose && columns(cell[:i]) > width {
			parts = append(parts, names.split(cell[:i], width)...)
		} else {
			parts = append(parts, cell[:i])
		}
		cell = cell[i:]
	}
	return parts
}

// columns is how many columns of a terminal a text takes.
func columns(s string) int { return text.StringWidthWithoutEscSequences(s) }

type row struct {
	heading bool // a group's name, alone in the first cell
	cells   []string
	below   []string // sentences under the row
	command string   // a command line under them, never broken
}

func (s *sheet) add(cells ...string) { s.rows = append(s.rows, row{cells: cells}) }

func (s *sheet) head(name string) {
	cells := make([]string, len(s.columns))
	cells[0] = name
	s.rows = append(s.rows, row{heading: true, cells: cells})
}

// text lays the table out for a terminal of the given width, without borders.
func (s *sheet) text(width int, style styler) string {
	w := table.NewWriter()
	w.SetStyle(bare())
	w.SetColumnConfigs(s.configs(width))
	head := make(table.Row, len(s.columns))
	for i, c := range s.columns {
		head[i] = style.dim(clean(c.head))
	}
	w.AppendHeader(head)
	for _, r := range s.rows {
		cells := make(table.Row, len(r.cells))
		for i, cell := range r.cells {
			cell = clean(cell)
			if r.heading {
				cell = style.bold(cell)
			}
			cells[i] = style.verdict(cell)
		}
		w.AppendRow(cells)
	}
	return trimLines(s.withBelow(w.Render(), width, style))
}

// withBelow puts the sentences of the rows under them.
func (s *sheet) withBelow(table string, width int, style styler) string {
	lines := strings.Split(table, "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.Trim(line, "─") == "" }) + 1
	out := slices.Clone(lines[:at])
	for _, r := range s.rows {
		height := min(s.height(r, width), len(lines)-at)
		out = append(out, lines[at:at+height]...)
		at += height
		for _, sentence := range r.below {
			text := wrap(clean(sentence), max(20, width-len(belowIndent)), "  ")
			for _, line := range strings.Split(text, "\n") {
				out = append(out, belowIndent+style.dim(line))
			}
		}
		if r.command != "" {
			out = append(out, belowIndent+clean(r.command))
		}
	}
	return strings.Join(append(out, lines[at:]...), "\n")
}

// belowIndent is how far sentences stand to the right of their row.
const belowIndent = "    "

// height is how many lines a row takes.
func (s *sheet) height(r row, width int) int {
	height := 1
	for i, config := range s.configs(width) {
		if config.WidthMax > 0 {
			height = max(height, 1+strings.Count(s.columns[i].wrap.fold(clean(r.cells[i]), config.WidthMax), "\n"))
		}
	}
	return height
}

// bare is a table style with two spaces between columns and a line under the head.
func bare() table.Style {
	style := table.StyleDefault
	style.Box.MiddleHorizontal, style.Box.MiddleSeparator = "─", "──"
	style.Box.MiddleVertical = "  "
	style.Box.PaddingLeft, style.Box.PaddingRight = "", ""
	style.Options = table.Options{SeparateHeader: true, SeparateColumns: true}
	style.Format.Header = text.FormatDefault
	return style
}

// configs aligns the columns and gives those that may be broken what the others
// leave of the width.
func (s *sheet) configs(width int) []table.ColumnConfig {
	room := s.shares(width)
	configs := make([]table.ColumnConfig, len(s.columns))
	for i, c := range s.columns {
		configs[i] = table.ColumnConfig{Number: i + 1, VAlign: text.VAlignTop}
		if c.right {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
		if c.wrap != whole {
			configs[i].WidthMax = max(narrowColumn, room)
			configs[i].WidthMaxEnforcer = c.wrap.fold
		}
	}
	return configs
}

// shares is how wide a column that may be broken gets: what the others leave,
// evenly, once those have theirs that need less.
func (s *sheet) shares(width int) int {
	left, broken := width+2, 0
	var wants []int
	for i := range s.columns {
		left -= 2
		if s.columns[i].wrap == whole {
			left -= s.columnWidth(i)
			continue
		}
		broken++
		wants = append(wants, s.columnWidth(i))
	}
	slices.Sort(wants)
	for _, want := range wants {
		if want > left/broken {
			return left / broken
		}
		left -= want
		broken--
	}
	return width // all have what they need
}

// width is the number of columns of a terminal that the table takes unwrapped.
func (s *sheet) width() int {
	total := 0
	for i := range s.columns {
		total += s.columnWidth(i) + 2
	}
	return total - 2
}

// narrowest is the number of columns that the table takes at least, with cells
// broken as far as they may be.
func (s *sheet) narrowest() int {
	total := 0
	for i, c := range s.columns {
		if c.wrap != whole {
			total += min(narrowColumn, s.columnWidth(i)) + 2
		} else {
			total += s.columnWidth(i) + 2
		}
	}
	return total - 2
}

// narrowColumn is the least width that a column is broken to.
const narrowColumn = 16

func (s *sheet) columnWidth(i int) int {
	widest := columns(s.columns[i].head)
	for _, r := range s.rows {
		widest = max(widest, columns(clean(r.cells[i])))
	}
	return widest
}

// markdown writes the table for Markdown.
func (s *sheet) markdown() string {
	var out strings.Builder
	line := func(cells []string) {
		out.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	heads, rules := make([]string, len(s.columns)), make([]string, len(s.columns))
	for i, c := range s.columns {
		heads[i], rules[i] = markdownText(c.head), "---"
		if c.right {
			rules[i] = "---:"
		}
	}
	line(heads)
	line(rules)
	for _, r := range s.rows {
		cells := make([]string, len(r.cells))
		for i, cell := range r.cells {
			cells[i] = markdownText(strings.TrimSpace(cell))
			if r.heading && strings.TrimSpace(cell) != "" {
				cells[i] = "**" + strings.TrimSpace(cells[i]) + "**"
			}
		}
		line(cells)
	}
	return out.String()
}

// markdownText escapes what Markdown would take as marks.
func markdownText(s string) string { return markdownEscape.Replace(clean(s)) }

var markdownEscape = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`,
	"`", "\\`", `<`, `&lt;`, `&`, `&amp;`, `~`, `\~`, `[`, `\[`, `#`, `\#`)

// codeSpan is a text as code, between more backticks than it has in a row.
func codeSpan(s string) string {
	mark := "`"
	for strings.Contains(s, mark) {
		mark += "`"
	}
	return mark + " " + clean(s) + " " + mark
}

// clean removes control characters, which a title from a file might carry.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// styler adds control bytes, or nothing.
type styler bool

func (s styler) bold(text string) string { return s.wrap("1", text) }
func (s styler) dim(text string) string  { return s.wrap("2", text) }

// verdict colours a cell that is a verdict: blue PASS, red FAIL, yellow
// INCONCLUSIVE, magenta NO DATA. The glyph says it without colour.
func (s styler) verdict(cell string) string {
	for i, code := range [...]string{"35", "33", "31", "34"} {
		if cell == verdictText(verdict.Verdict(i)) {
			return s.wrap(code, cell)
		}
	}
	return cell
}

func (s styler) wrap(code, text string) string {
	if !s || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// markdownBelow writes the sentences of the rows as a list under the table.
func (s *sheet) markdownBelow() string {
	var out strings.Builder
	for _, r := range s.rows {
		if len(r.below) == 0 && r.command == "" {
			continue
		}
		fmt.Fprintf(&out, "- **%s**", markdownText(r.cells[s.named]))
		for _, sentence := range r.below {
			out.WriteString("<br>" + markdownText(sentence))
		}
		if r.command != "" {
			out.WriteString(" " + codeSpan(r.command))
		}
		out.WriteString("\n")
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	return out.String()
}
