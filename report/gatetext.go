package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"weir/sim/verdict"
)

// gateLead are the lines over the gates: the overall verdict with its glyph,
// what budget it had, what is judged.
func gateLead(r *Results) []string {
	v := r.Gate
	list := []string{verdictOf(v.Verdict).Glyph() + " " + verdictSentence(v)}
	if v.Budget == BudgetQuick {
		list = append(list, wordQuick)
	}
	if text := budgetText(v); text != "" {
		list = append(list, text)
	}
	switch {
	case v.Candidate != "" && v.Baseline != "":
		list = append(list, fmt.Sprintf(wordCandidate, v.Candidate, v.Baseline))
	case v.Candidate != "":
		list = append(list, fmt.Sprintf(wordCandidateOf, v.Candidate))
	}
	return list
}

// budgetText says at which numbers of replications was looked, and how many the
// last look taken had.
func budgetText(v *Verdicts) string {
	var looks []string
	for _, look := range v.Looks {
		looks = append(looks, count(look.N))
	}
	if len(looks) == 0 {
		return ""
	}
	return fmt.Sprintf(wordBudgetOf, v.Budget, strings.Join(looks, ", "), count(v.Replications))
}

// decidedSheet has a line for each gate, and its reasons below.
// Where the width is too small for it the rule is the first of them.
func decidedSheet(r *Results, width int) sheet {
	s := decidedTable(r, true)
	if s.width() > width {
		s = decidedTable(r, false)
	}
	if s.narrowest() > width {
		s.columns[s.named].wrap = names
	}
	if text := alphaText(r.Gate); text != "" {
		s.notes = []string{fmt.Sprintf(wordBoundsNote, text)}
	}
	return s
}

func decidedTable(r *Results, wide bool) sheet {
	s := sheet{title: wordDecided, named: 1, columns: []column{{head: wordVerdict}, {head: wordGate}, {head: wordRule},
		{head: wordObserved, right: true}, {head: wordBounds}, {head: wordN, right: true}, {head: wordEvidence, wrap: prose}}}
	if !wide {
		s.columns = slices.Delete(s.columns, 2, 3)
	}
	last := ""
	for _, d := range r.Gate.Gates {
		if name := scenarioOf(r, d); severalScenarios(r) && name != last {
			s.head(name)
			last = name
		}
		e := observed(d.Gate)
		cells := []string{verdictText(verdictOf(d.Verdict)), d.ID, e.value, e.interval, count(d.N), d.evidence()}
		below := d.reasons(r.Gate)
		if wide {
			cells = slices.Insert(cells, 2, d.Expect)
			cells[len(cells)-1] = d.mark() + d.evidence()
		} else {
			below = slices.Insert(below, 0, fmt.Sprintf(wordRuleOf, d.Expect))
		}
		s.add(cells...)
		s.rows[len(s.rows)-1].below = below
	}
	return s
}

// mark is what must stand in the gate's own line.
func (d Decided) mark() string {
	var marks []string
	if d.Robust != nil && d.Robust.Dependent {
		marks = append(marks, wordDependent)
	}
	if d.flipped() {
		marks = append(marks, wordBurdenMark)
	}
	if d.warns() {
		marks = append(marks, wordWarnMark)
	}
	if len(marks) == 0 {
		return ""
	}
	return strings.Join(marks, ", ") + ": "
}

func severalScenarios(r *Results) bool {
	for _, d := range r.Gate.Gates {
		if scenarioOf(r, d) != scenarioOf(r, r.Gate.Gates[0]) {
			return true
		}
	}
	return false
}

// alphaText lists the errors of the looks.
func alphaText(v *Verdicts) string {
	var parts []string
	for _, look := range v.Looks {
		parts = append(parts, fmt.Sprintf(wordAt, strconv.FormatFloat(look.Alpha*100, 'g', 3, 64), count(look.N)))
	}
	return strings.Join(parts, ", ")
}

// policySheets is the table of what changes in the policy, or nothing.
func policySheets(list []PolicyChange, title string) []sheet {
	if len(list) == 0 {
		return nil
	}
	s := sheet{title: title, columns: []column{{head: wordParameter, wrap: names}, {head: wordBefore, wrap: prose},
		{head: wordAfter, wrap: prose}, {head: wordSource, wrap: prose}}}
	for _, c := range list {
		source := append([]string{}, c.Rules...)
		if c.Clause != "" {
			source = append([]string{c.Clause}, source...)
		}
		s.add(c.Path, orMissing(c.Old), orMissing(c.New), strings.Join(source, ", "))
		if c.Doc != "" && len(list) <= maxExplained {
			s.rows[len(s.rows)-1].below = []string{c.Doc}
		}
	}
	return []sheet{s}
}

// maxExplained is how many changes are explained one by one; maxListed how many
// of a policy a summary lists, and maxExplored how many of an exploration.
const (
	maxExplained = 12
	maxListed    = 20
	maxExplored  = 10
)

// listed leaves of long tables of policies what a summary has room for.
func listed(sheets []sheet) []sheet { return cutTo(maxListed, sheets) }

// cutTo leaves of long tables so many rows, and says how many more there are.
func cutTo(most int, sheets []sheet) []sheet {
	for i := range sheets {
		if left := len(sheets[i].rows) - most; left > 0 {
			sheets[i].rows = sheets[i].rows[:most]
			sheets[i].notes = append(sheets[i].notes, fmt.Sprintf(wordMoreChanges, left))
		}
	}
	return sheets
}

func orMissing(text string) string {
	if text == "" {
		return wordMissing
	}
	return text
}

// loosenedSheets announces gates that the candidate's own file holds looser.
func loosenedSheets(v *Verdicts) []sheet {
	if len(v.Loosened) == 0 {
		return nil
	}
	s := sheet{title: wordLoosened, notes: []string{wordLoosenedNote}, columns: []column{{head: wordLoosenedID, wrap: names},
		{head: wordJudgedBy, wrap: prose}, {head: wordIts, wrap: prose}}}
	for _, l := range v.Loosened {
		after := l.After
		if after == "" {
			after = wordRemoved
		}
		s.add(l.ID, l.Before, after)
	}
	return []sheet{s}
}

// gateCommands are what a reader types to see it again, and to see the worst
// stories behind gates that do not pass, each once.
func gateCommands(r *Results) []string {
	var list []string
	add := func(word, line string) {
		line = fmt.Sprintf(word, clean(line))
		if !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	if r.Gate.Reproduce != "" {
		add(wordReproduce, r.Gate.Reproduce)
	}
	for _, d := range r.Gate.Gates {
		if d.SeeWhy != "" && verdictOf(d.Verdict) != verdict.Pass {
			add(wordSeeWhy, d.SeeWhy)
		}
	}
	return list
}

// gateSummary puts the decided parts together in the order of a reader's
// questions: what changes in the policy, what the gates say, who was loosened.
func gateSummary(r *Results, width int) []sheet {
	sheets := listed(policySheets(r.Gate.Policy, wordPolicy))
	sheets = append(sheets, decidedSheet(r, width))
	return append(sheets, loosenedSheets(r.Gate)...)
}
