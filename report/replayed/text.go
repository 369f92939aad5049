package replayed

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"weir/model/replay"
)

// WriteText prints the summary for a terminal.
func WriteText(w io.Writer, r *replay.Result, a About) error { return write(w, r, a, false) }

// WriteMarkdown prints the summary as Markdown.
func WriteMarkdown(w io.Writer, r *replay.Result, a About) error { return write(w, r, a, true) }

func write(w io.Writer, r *replay.Result, a About, markdown bool) error {
	var out strings.Builder
	heading, render := "%s\n", func(t table.Writer) string { return trim(t.Render()) }
	if markdown {
		heading, render = "## %s\n\n", func(t table.Writer) string { return t.RenderMarkdown() }
	}
	fmt.Fprintf(&out, strings.Replace(heading, "##", "#", 1), "Replay of "+a.Data)
	fmt.Fprintf(&out, "%s customers, %s entries · %v to %v · exact counts: nothing is simulated\n\n", count(r.Customers), count(r.Entries), a.First, a.Last)
	for i := range r.Policies {
		fmt.Fprintf(&out, heading, "Under "+r.Policies[i].Name)
		fmt.Fprintf(&out, "%s\n\n", render(outcome(&r.Policies[i], &a)))
	}
	for i := range r.Policies[min(1, len(r.Policies)):] {
		fmt.Fprintf(&out, heading, r.Policies[i+1].Name+" against "+r.Policies[0].Name+", customers")
		fmt.Fprintf(&out, "%s\n\n", render(changes(&r.Policies[i+1])))
	}
	fmt.Fprintf(&out, heading, "What the history does not tell, and what is taken for it")
	for _, note := range notes(r, &a) {
		fmt.Fprintf(&out, "- %s\n", note)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// trim takes the blanks off the ends of lines.
func trim(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// notes are what was assumed, each once.
func notes(r *replay.Result, a *About) []string {
	all := slices.Clone(a.Notes)
	for i := range r.Policies {
		for _, note := range r.Policies[i].Assumed {
			if !slices.Contains(all, note) {
				all = append(all, note)
			}
		}
	}
	return all
}

// plain is a table with as few lines as can be.
func plain() table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = 0
	return t
}

func outcome(o *replay.Outcome, a *About) table.Writer {
	t := plain()
	t.AppendHeader(table.Row{"", "rule", "tier", "customers", "events", "value"})
	for k := range replay.Kind(replay.Kinds) {
		events, amount := o.Events(k)
		if events == 0 {
			t.AppendRow(table.Row{k.String(), "", "", "0", "0", ""})
			continue
		}
		rules := slices.DeleteFunc(slices.Clone(o.Totals), func(t replay.Total) bool { return t.Kind != k })
		if len(rules) == 1 {
			one := rules[0]
			t.AppendRow(table.Row{k.String(), one.Rule, one.Tier, count(one.Customers), count(one.Events), a.money(one.Amount)})
			continue
		}
		t.AppendRow(table.Row{k.String(), "", "", count(o.Met[k]), count(events), a.money(amount)})
		for _, one := range rules {
			t.AppendRow(table.Row{"", one.Rule, one.Tier, count(one.Customers), count(one.Events), a.money(one.Amount)})
		}
	}
	right(t, 4, 5, 6)
	return t
}

func changes(o *replay.Outcome) table.Writer {
	t := plain()
	t.AppendHeader(table.Row{"", "under both", "no longer", "newly"})
	for k, c := range o.Changes {
		if c != (replay.Change{}) {
			t.AppendRow(table.Row{replay.Kind(k).String(), count(c.Both), count(c.OnlyFirst), count(c.OnlyThis)})
		}
	}
	right(t, 2, 3, 4)
	return t
}

// right aligns columns, from 1.
func right(t table.Writer, columns ...int) {
	var configs []table.ColumnConfig
	for _, n := range columns {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

// money writes an amount in whole units; "" for none.
func (a *About) money(minor int64) string {
	if minor == 0 {
		return ""
	}
	return count(int(minor/a.Minor)) + " " + a.Currency
}

// count writes a number with its thousands apart.
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
