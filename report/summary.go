package report

import (
	"fmt"
	"slices"
	"strings"
)

// summary is what text and Markdown show, before it is given a form.
type summary struct {
	title  string
	lead   []string
	sheets []sheet
	notes  []string
	footer []string
	// commands are command lines, never broken over lines.
	commands []string
}

// summarise puts the summary together for a terminal of the given width.
func summarise(r *Results, o Options, width int) summary {
	s := summary{title: titleOf(r), lead: []string{leadLine(r)}}
	switch {
	case r.Gate != nil:
		s.lead = append(s.lead, gateLead(r)...)
		s.sheets = gateSummary(r, width)
		s.commands = gateCommands(r)
	case r.Sweep != nil:
		s.lead = append(s.lead, sweepLead(r.Sweep)...)
		s.sheets = sweepSheets(r.Sweep, width)
	case r.Backtest != nil:
		s.lead = append(s.lead, backtestSentence(r.Backtest))
		s.sheets = backtestSheets(r.Backtest)
	case compared(r):
		s.sheets = comparisonSheets(r, width)
	default:
		s.lead, s.sheets = append(s.lead, noVariants(r)...), runSheets(r, width)
	}
	s.sheets = append(append(s.sheets, inputsSheets(r)...), varianceSheets(r)...)
	if len(r.Gates) > 0 && r.Gate == nil {
		s.sheets = append(s.sheets, gateSheet(r))
	}
	if shocks := allShocks(r); len(shocks) > 0 {
		s.sheets = append(s.sheets, shockSheet(r, shocks))
	}
	s.notes = notes(r, o)
	s.footer = []string{wordBars}
	if anyFew(r) {
		s.footer[0] += " " + wordFewLog
	}
	s.footer = append(s.footer, footerOf(r), fmt.Sprintf(wordSeed, r.Seed))
	return s
}

// runSheets are the tables of a plain run.
func runSheets(r *Results, width int) []sheet {
	var sheets []sheet
	if len(r.Variants) > 0 {
		sheets = append(sheets, metricsSheet(r, width))
		sheets = append(sheets, contrastSheets(r)...)
	}
	sheets = append(sheets, summarySheets(r, width)...)
	return append(sheets, differenceSheets(r, true)...)
}

func noVariants(r *Results) []string {
	if len(r.Variants) == 0 {
		return []string{wordNoVariants}
	}
	return nil
}

func titleOf(r *Results) string {
	if r.Title != "" {
		return r.Title
	}
	return r.Scenario
}

// leadLine says what was run: replications, days, customers, seed, version.
func leadLine(r *Results) string {
	var parts []string
	if len(r.Variants) > 0 || r.Gate == nil {
		parts = append(parts, replicationsText(r))
	}
	if r.Start != "" { // gates over several scenarios have no common one
		parts = append(parts, fmt.Sprintf(wordDays, daysText(r.Days), r.Start), customersText(r.Population))
	}
	parts = append(parts, fmt.Sprintf(wordSeed, r.Seed))
	if r.Version != "" {
		parts = append(parts, fmt.Sprintf(wordVersion, r.Version))
	}
	return strings.Join(parts, " · ")
}

func daysText(days float64) string {
	if days == 1 {
		return wordOneDay
	}
	return fmt.Sprintf(wordDayCount, scale{factor: 1}.resolve(days, 0).plain(days))
}

func customersText(n int64) string {
	if n == 1 {
		return wordOneCustomer
	}
	return fmt.Sprintf(wordCustomers, count(n))
}

func replicationsText(r *Results) string {
	low, high := replications(r)
	switch {
	case low != high:
		return fmt.Sprintf(wordReplicationsRange, count(low), count(high))
	case low == 1:
		return wordOneReplication
	default:
		return fmt.Sprintf(wordReplications, count(low))
	}
}

// replications is the smallest and largest number over the variants.
func replications(r *Results) (low, high int) {
	for i, v := range r.Variants {
		if i == 0 {
			low = v.Replications
		}
		low, high = min(low, v.Replications), max(high, v.Replications)
	}
	return low, high
}

// shortMetrics is the most metrics that a summary lists in full.
const shortMetrics = 24

// brief leaves of a long list of metrics the headline metrics that were observed,
// and says how many it leaves out.
func brief(rows []metricRow) (kept []metricRow, left int) {
	if len(rows) <= shortMetrics || !slices.ContainsFunc(rows, func(row metricRow) bool { return row.headline }) {
		return rows, 0
	}
	for _, row := range rows {
		if row.headline && finite(row.largest()) {
			kept = append(kept, row)
		}
	}
	return kept, len(rows) - len(kept)
}

// metricsSheet is the table of the metrics without labels, by family, headline
// metrics first: of a long list only those.
func metricsSheet(r *Results, width int) sheet {
	rows, left := brief(plainMetrics(r))
	t := newMetricTable(r)
	if left > 0 {
		var nought []string
		for _, f := range families(rows) { // which their names say
			for _, row := range f.rows {
				if row.nought() {
					nought = append(nought, row.name)
				} else {
					t.plain([]metricRow{row})
				}
			}
		}
		s := t.sheet(wordHeadlineMetrics, width)
		if len(nought) > 0 {
			s.notes = append(s.notes, fmt.Sprintf(wordNought, strings.Join(nought, ", ")))
		}
		s.notes = append(s.notes, fmt.Sprintf(wordMoreMetrics, left))
		return s
	}
	for _, f := range families(rows) {
		t.group(f.name, f.rows)
	}
	s := t.sheet(wordMetrics, width)
	if len(s.rows) == 0 {
		s.notes = []string{wordNoMetrics}
	} else if t.headlines {
		s.notes = []string{wordHeadline}
	}
	return s
}

// differenceSheets is one table for each pair of variants; a short one has of many
// changes those of the headline metrics, without those that are the same, and the
// largest of the others.
func differenceSheets(r *Results, short bool) []sheet {
	var sheets []sheet
	rows, left := brief(plainMetrics(r))
	low, _ := replications(r)
	listed := func(name string) bool {
		return !short || left == 0 || slices.ContainsFunc(rows, func(row metricRow) bool { return row.name == name })
	}
	for _, d := range r.Differences {
		s := sheet{title: fmt.Sprintf(wordDifferences, d.Variant, d.Against),
			columns: []column{{head: wordMetric, wrap: names}, {head: wordChange, right: true},
				{head: wordInterval}, {head: wordRelative, right: true}}}
		read := slices.ContainsFunc(d.Metrics, func(c MetricChange) bool { return c.Verdict != "" })
		if read {
			s.columns = append(s.columns, column{head: wordReading})
		}
		add := func(c MetricChange) {
			e := humanChange(unitOf(r, c.Name), c.Delta, c.Low, c.High, c.Interval)
			cells := []string{fullName(c.Name, c.Labels), e.value, e.interval, percent(c.Relative)}
			if read {
				cells = append(cells, verdictWord(c.Verdict))
			}
			s.add(cells...)
		}
		var same []string
		for _, c := range d.Metrics {
			switch {
			case len(c.Labels) > 0 || !listed(c.Name): // results.json has them all
			case short && left > 0 && low >= 10 && c.unmoved():
				same = append(same, c.Name)
			default:
				add(c)
			}
		}
		if short && left > 0 {
			others := movedMost(d, func(name string) bool { return !listed(name) })
			if len(others) > 0 && len(s.rows) > 0 {
				s.head(wordMovedMost)
			}
			for _, c := range others[:min(len(others), mostMoved)] {
				add(c)
			}
		}
		s.notes = []string{pairingText(d)}
		if len(same) > 0 {
			s.notes = append(s.notes, fmt.Sprintf(wordSame, strings.Join(same, ", ")))
		}
		sheets = append(sheets, s)
	}
	return sheets
}

func pairingText(d Difference) string {
	if d.PairingGain == nil {
		return wordPairingNone
	}
	return fmt.Sprintf(wordPairingGain, scale{factor: 1, decimals: 1}.plain(*d.PairingGain))
}

// unitOf finds the unit of a metric by name.
func unitOf(r *Results, name string) string {
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			if m.Name == name {
				return m.Unit
			}
		}
	}
	return ""
}

// gateSheet shows each gate's estimate beside its limit, of the base and then of each
// variant, and decides nothing.
func gateSheet(r *Results) sheet {
	s := sheet{title: wordGates, notes: []string{wordGatesNote}, columns: []column{{head: wordGate},
		{head: wordExpect, wrap: prose}, {head: wordEstimate, right: true}, {head: wordInterval}, {head: wordN, right: true}}}
	for _, g := range r.Gates {
		e := human(g.Unit, g.Estimate, g.Low, g.High, "", g.N)
		s.add(g.ID, g.Expect, e.value, e.interval, count(g.N))
		for _, v := range g.Variants {
			e := human(g.Unit, v.Estimate, v.Low, v.High, "", v.N)
			s.add("", fmt.Sprintf(wordGateOn, v.Name), e.value, e.interval, count(v.N))
		}
	}
	return s
}

// shockSheet lists the shocks with their windows and how often each happened.
func shockSheet(r *Results, shocks []variantShock) sheet {
	s := sheet{title: wordShocks, columns: []column{{head: wordShock},
		{head: wordWindow}, {head: wordFired, right: true}, {head: wordWhat, wrap: prose}}}
	for _, k := range shocks {
		s.add(k.ID, windowText(r, k.Shock), firedText(k), k.Text)
		if !k.Fixed && k.Fired > 0 {
			s.notes = []string{wordShocksNote}
		}
	}
	return s
}

func firedText(k variantShock) string {
	return fmt.Sprintf(wordFiredOf, k.Fired, k.replications)
}

// windowText is a shock's window in dates and times of day.
func windowText(r *Results, k Shock) string {
	if k.Fired == 0 {
		return wordNever
	}
	c := calendar(r.Start)
	text := c.instant(k.Start) + wordTo + c.instant(k.End)
	if !k.Fixed {
		text = fmt.Sprintf(wordWindowFirst, text)
	}
	return text
}

// notes are the sentences below the tables: of the run, of its precision, and
// of single metrics and gates.
func notes(r *Results, o Options) []string {
	list := slices.Clone(r.Notes)
	if r.Gate != nil {
		for _, note := range r.Gate.Notes {
			if !slices.Contains(list, note) {
				list = append(list, note)
			}
		}
	}
	if p := r.Precision; p != nil {
		word := wordPrecision
		if !p.Reached {
			word = wordPrecisionNot
		}
		share := func(x float64) string {
			return scaleFor("share", x).resolve(x, 0).with(x)
		}
		list = append(list, fmt.Sprintf(word, p.Metric, share(p.Achieved), share(p.Target)))
	}
	return append(list, codedNotes(r, o)...)
}

// codedNotes are the notes of single metrics and gates, each sentence once with
// the names that it is about.
func codedNotes(r *Results, o Options) []string {
	var codes []string
	names := map[string][]string{}
	add := func(code, name string) {
		if code == "" || slices.Contains(names[code], name) {
			return
		}
		if names[code] == nil {
			codes = append(codes, code)
		}
		names[code] = append(names[code], name)
	}
	rows, _ := brief(plainMetrics(r))
	for _, row := range rows {
		for _, m := range row.by {
			if m != nil {
				add(m.Note, m.Name)
			}
		}
	}
	for _, g := range r.Gates {
		add(g.Note, g.ID)
		for _, v := range g.Variants {
			add(v.Note, g.ID)
		}
	}
	if r.Gate != nil {
		for _, d := range r.Gate.Gates {
			add(d.Note, d.ID)
		}
	}
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = fmt.Sprintf(wordNoteOf, o.say(code), some(names[code]))
	}
	return list
}

// some names the first three and counts the rest.
func some(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf(wordAndMore, strings.Join(names[:shown], ", "), len(names)-shown)
}

// anyFew says whether an interval is missing for want of ten replications.
func anyFew(r *Results) bool {
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			if m.N < 10 && m.Mean != nil && m.Low == nil && m.High == nil && m.Interval != "exact" {
				return true
			}
		}
	}
	return false
}
