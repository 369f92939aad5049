package report

import (
	"bytes"
	_ "embed" // the page and its style
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed page.css
var pageStyle string

// WriteHTML writes the report as one page that needs no network and no
// JavaScript, with the figures inside.
func WriteHTML(w io.Writer, r *Results, o Options) error {
	return writeHTML(w, r, Figures(r), o)
}

func writeHTML(w io.Writer, r *Results, figures []Figure, o Options) error {
	t, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, pageOf(r, figures, o)); err != nil {
		return err
	}
	_, err = w.Write(printable(out.Bytes()))
	return err
}

// maxInline is how many figures the page holds; the others are files.
const maxInline = 80

// page is what the template shows.
type page struct {
	Title       string
	Style       template.CSS
	Lead        []string
	Footer      string
	Bars        string
	Verdict     *verdictView
	Policy      []tableView
	Opening     []sectionView
	Gates       []gateView
	GatesNote   string
	Figures     []figurePart
	Sections    []sectionView
	MoreFigures string
	Families    []familyView
	Variants    []string // headings of the metric tables' columns
	Differences []tableView
	Shocks      *tableView
	Notes       []string
	Provenance  []pair
	Inputs      []pair
	W           map[string]string // words of the template itself
}

type pair struct{ Name, Value string }

type gateView struct {
	ID, Expect, Because, Variant, Value, Interval, N, Position string
	Strip                                                      *strip
}

// figurePart is some figures, with a summary where they open on request.
type figurePart struct {
	Summary string
	Figures []figureView
}

type figureView struct {
	Caption string
	SVG     template.HTML
}

type sectionView struct {
	ID, Title, Lead string
	Figures         []figureView
	Tables          []tableView
}

type familyView struct {
	Name   string
	Rows   []metricView
	Folded []foldedView // open on request
}

type foldedView struct {
	Summary string
	Rows    []metricView
	Note    string
}

type metricView struct {
	Name, Definition, Rules string
	Headline                bool
	Cells                   []cellView
}

type cellView struct{ Value, Interval string }

type tableView struct {
	Title, Note string
	Summary     string // of a table that opens on request; "" for others
	Heads       []cellText
	Rows        []rowView
}

// rowView is a row of a table, or a heading over rows.
type rowView struct {
	Heading bool
	Name    string
	Cells   []cellText // after the first
	Below   []string   // sentences under the name
}

// cellText is a cell; Right is for numbers.
type cellText struct {
	Text  string
	Right bool
}

func pageOf(r *Results, figures []Figure, o Options) page {
	p := page{
		Title: titleOf(r), Style: template.CSS(pageStyle), Lead: leadSentences(r),
		Footer: footerOf(r), Bars: wordBars, GatesNote: wordGatesNote,
		Gates: gateViews(r), Families: familyViews(r, o), Notes: notes(r, o),
		Provenance: provenance(r), Inputs: inputPairs(r), W: templateWords(),
	}
	if anyFew(r) {
		p.Bars += " " + wordFewLog
	}
	if len(r.Variants) > maxVariants {
		p.Notes = append(p.Notes, fmt.Sprintf(wordManyVariants, maxVariants, len(r.Variants)))
	}
	for _, v := range r.Variants {
		p.Variants = append(p.Variants, fmt.Sprintf(wordVariantN, v.Name, v.Replications))
	}
	general := figuresOf(figures, "")
	if more := len(general) - maxInline; more > 0 {
		p.MoreFigures = fmt.Sprintf(wordMoreFigures, more)
	}
	p.Verdict, p.Policy, p.Opening = verdictViewOf(r, figures), policyViews(r), openingViews(r, figures)
	if r.Gate != nil {
		p.Gates = nil // decided above
	}
	p.Figures = figureParts(general[:min(len(general), maxInline)])
	p.Sections = sectionViews(r, figures)
	if !compared(r) {
		p.Differences = differenceViews(r)
	}
	if shocks := allShocks(r); len(shocks) > 0 {
		view := viewOf(shockSheet(r, shocks))
		p.Shocks = &view
	}
	return p
}

// figuresOf returns the figures of one section; "" is those of none.
func figuresOf(figures []Figure, section string) []Figure {
	return slices.DeleteFunc(slices.Clone(figures), func(f Figure) bool { return f.section != section })
}

// figureParts puts together neighbours that open on one request.
func figureParts(figures []Figure) []figurePart {
	var list []figurePart
	for from := 0; from < len(figures); {
		until := from
		for until < len(figures) && figures[until].fold == figures[from].fold {
			until++
		}
		part := figurePart{Figures: figureViews(figures[from:until])}
		if what := figures[from].fold; what != "" {
			part.Summary = fmt.Sprintf(wordFoldedFigures, what, until-from)
		}
		list = append(list, part)
		from = until
	}
	return list
}

func figureViews(figures []Figure) []figureView {
	var list []figureView
	for i, f := range figures {
		view := figureView{f.Caption, template.HTML(f.inline())}
		if i > 0 && figures[i-1].Caption == f.Caption {
			view.Caption = "" // said once for neighbours
		}
		list = append(list, view)
	}
	return list
}

// differenceViews are the changes of the headline metrics, and folded those of
// all metrics where there are many more.
func differenceViews(r *Results) []tableView {
	var list []tableView
	all := differenceSheets(r, false)
	for i, s := range differenceSheets(r, true) {
		list = append(list, viewOf(s))
		if len(all[i].rows) > len(s.rows) {
			more := viewOf(all[i])
			more.Summary = fmt.Sprintf(wordAllMetrics, len(all[i].rows))
			list = append(list, more)
		}
	}
	return list
}

// sectionViews are the parts that have anything to show. Their tables may be as
// wide as they like: the page scrolls them.
func sectionViews(r *Results, figures []Figure) []sectionView {
	return sectionViewsOf(sections(r, math.MaxInt), figures)
}

func sectionViewsOf(sections []section, figures []Figure) []sectionView {
	var list []sectionView
	for _, s := range sections {
		view := sectionView{ID: s.id, Title: s.title, Lead: s.lead, Figures: figureViews(figuresOf(figures, s.id))}
		for _, t := range s.sheets {
			view.Tables = append(view.Tables, viewOf(t))
		}
		if len(view.Figures)+len(view.Tables) > 0 {
			list = append(list, view)
		}
	}
	return list
}

func viewOf(s sheet) tableView {
	view := tableView{Title: s.title, Note: strings.Join(s.notes, " ")}
	if s.folded {
		view.Summary = fmt.Sprintf(wordAsTable, s.title)
	}
	for _, c := range s.columns {
		view.Heads = append(view.Heads, cellText{c.head, c.right})
	}
	for _, row := range s.rows {
		one := rowView{Heading: row.heading, Name: strings.TrimSpace(row.cells[0]), Below: row.below}
		if row.command != "" {
			one.Below = append(slices.Clone(one.Below), row.command)
		}
		for i, cell := range row.cells[1:] {
			one.Cells = append(one.Cells, cellText{cell, s.columns[i+1].right})
		}
		view.Rows = append(view.Rows, one)
	}
	return view
}

// leadSentences open the page: what was run, what the gates' estimates say
// beside their limits, what moved against the baseline.
func leadSentences(r *Results) []string {
	histories := wordHistory
	if low, high := replications(r); low != 1 || high != 1 {
		number := count(low)
		if low != high {
			number += wordTo + count(high)
		}
		histories = fmt.Sprintf(wordHistories, number)
	}
	list := openingSentences(r)
	if len(r.Variants) == 0 && len(list) > 0 {
		return list
	}
	opened := len(list) > 0
	list = append(list, fmt.Sprintf(wordLead, histories, daysText(r.Days), customersText(r.Population), r.Start))
	if len(r.Variants) == 0 {
		return append(list, wordNoVariants)
	}
	if len(r.Gates) > 0 && r.Gate == nil {
		list = append(list, gateSentence(r))
	}
	for _, d := range r.Differences {
		if !opened {
			list = append(list, differenceSentence(r, d))
		}
	}
	return list
}

// gateSentence says how the gates' intervals lie beside their limits, under the base.
func gateSentence(r *Results) string {
	base := ""
	if len(r.Gates[0].Variants) > 0 {
		base = wordLeadGatesBase
	}
	if len(r.Gates) == 1 {
		return fmt.Sprintf(wordLeadGate, r.Gates[0].ID, position(r.Gates[0])) + base
	}
	number := map[string]int{}
	for _, g := range r.Gates {
		number[position(g)]++
	}
	text := fmt.Sprintf(wordLeadGates, len(r.Gates), number[wordInside], number[wordOutside], number[wordAcross])
	if n := number[wordUnknown]; n > 0 {
		text += fmt.Sprintf(wordLeadGatesNone, n)
	}
	return text + base
}

func gateViews(r *Results) []gateView {
	var list []gateView
	for _, g := range r.Gates {
		view := gateViewOf(g)
		view.ID, view.Expect, view.Because = g.ID, g.Expect, g.Because
		list = append(list, view)
		for _, v := range g.Variants {
			view := gateViewOf(g.on(v))
			view.Variant = fmt.Sprintf(strings.TrimSpace(wordGateOn), v.Name)
			list = append(list, view)
		}
	}
	return list
}

// gateViewOf shows a gate's numbers.
func gateViewOf(g Gate) gateView {
	e := human(g.Unit, g.Estimate, g.Low, g.High, "", g.N)
	return gateView{Value: e.value, Interval: e.interval, N: count(g.N), Position: position(g), Strip: stripOf(g)}
}

func familyViews(r *Results, o Options) []familyView {
	var list []familyView
	labelled := families(metricRows(r, func(m *Metric) bool { return len(m.Labels) > 0 }))
	all := plainMetrics(r)
	_, left := brief(all)
	plain, many := families(all), left > 0
	for _, name := range familyNames(plain, labelled) {
		view := familyView{Name: name}
		var more, groups foldedView
		for _, row := range familyRows(plain, name) {
			one := metricViewOf(r, row, o)
			if many && !row.headline {
				more.Rows = append(more.Rows, one)
			} else {
				view.Rows = append(view.Rows, one)
			}
		}
		more.Summary = fmt.Sprintf(wordMoreOf, len(more.Rows))
		unseen := 0
		for _, row := range familyRows(labelled, name) {
			if !finite(row.largest()) {
				unseen++
				continue
			}
			groups.Rows = append(groups.Rows, metricViewOf(r, row, Options{})) // the definition stands above
		}
		groups.Summary = fmt.Sprintf(wordByLabel, len(groups.Rows))
		if unseen > 0 {
			groups.Note = fmt.Sprintf(wordUnseen, unseen)
		}
		for _, folded := range []foldedView{more, groups} {
			if len(folded.Rows) > 0 {
				view.Folded = append(view.Folded, folded)
			}
		}
		list = append(list, view)
	}
	return list
}

// familyNames merges the names of two lists in the order of families.
func familyNames(a, b []family) []string {
	var names []string
	for _, name := range familyOrder() {
		if familyRows(a, name) != nil || familyRows(b, name) != nil {
			names = append(names, name)
		}
	}
	return names
}

func familyRows(list []family, name string) []metricRow {
	for _, f := range list {
		if f.name == name {
			return f.rows
		}
	}
	return nil
}

func metricViewOf(r *Results, row metricRow, o Options) metricView {
	desc := o.Describe[row.name]
	view := metricView{Name: fullName(row.name, row.labels), Headline: row.headline,
		Definition: desc.Definition, Rules: strings.Join(desc.Rules, ", ")}
	for i, m := range row.by {
		e := metricText(m)
		cell := cellView{e.value, e.interval}
		if m != nil && m.N != r.Variants[i].Replications {
			cell.Interval += fmt.Sprintf(wordCellN, m.N)
		}
		view.Cells = append(view.Cells, cell)
	}
	return view
}

// provenance says where the numbers come from and how to get them again.
func provenance(r *Results) []pair {
	list := []pair{
		{wordScenario, r.Scenario},
		{wordVersionLabel, r.Version},
		{wordArchitecture, r.Architecture},
		{wordSeedLabel, fmt.Sprint(r.Seed)},
		{wordFingerprint, r.Fingerprint},
	}
	for _, v := range r.Variants {
		if v.Fingerprint != "" && len(r.Variants) > 1 {
			list = append(list, pair{wordFingerprint + " (" + v.Name + ")", v.Fingerprint})
		}
	}
	again := command(r)
	if r.Gate != nil && r.Gate.Reproduce != "" {
		again = r.Gate.Reproduce
	}
	list = append(list, pair{wordCommand, again})
	return slices.DeleteFunc(list, func(p pair) bool { return p.Value == "" })
}

// command is what a reader types to get the same numbers: with the resolved
// scenario of the run directory where there is one.
func command(r *Results) string {
	scenario := r.Scenario
	if _, ok := r.Inputs["scenario.yaml"]; ok {
		scenario = "inputs/scenario.yaml"
	}
	_, n := replications(r)
	return fmt.Sprintf("weir run %s --seed %d --replications %d", scenario, r.Seed, n)
}

func inputPairs(r *Results) []pair {
	var list []pair
	for _, name := range labelKeys(r.Inputs) {
		list = append(list, pair{name, r.Inputs[name]})
	}
	return list
}
