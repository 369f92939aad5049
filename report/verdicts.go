package report

import (
	"fmt"
	"strings"

	"weir/sim/verdict"
)

// verdictOf is the only way from a record's word to a verdict: words and glyphs
// of text, Markdown, JUnit, annotations and the page come from it. A word that
// this version does not know is NoData, never a pass.
func verdictOf(word string) verdict.Verdict {
	v, _ := verdict.Parse(word)
	return v
}

// verdictText is what people read of a verdict: PASS ✓.
func verdictText(v verdict.Verdict) string { return v.Glyph() + " " + v.Word() }

// warns says whether a gate is left out of the overall verdict.
func (d Decided) warns() bool { return d.Severity == SeverityWarn }

// SeverityWarn is the severity of gates that never count.
const SeverityWarn = "warn"

// flipped says whether the burden of proof is on FAIL.
func (d Decided) flipped() bool { return d.Burden == BurdenRegression }

// BurdenRegression is the burden of gates that pass unless they are shown unsafe.
const BurdenRegression = "regression"

// BudgetQuick is the budget that decides nothing.
const BudgetQuick = "quick"

// evidence says in words what the verdict of a gate rests on: "shown ≤ limit".
func (d Decided) evidence() string {
	within, beyond := signs(d.Operator)
	switch verdictOf(d.Verdict) {
	case verdict.Pass:
		if d.flipped() && position(d.Gate) != wordInside {
			return fmt.Sprintf(wordNotShown, beyond)
		}
		return fmt.Sprintf(wordShown, within)
	case verdict.Fail:
		return fmt.Sprintf(wordShown, beyond)
	case verdict.Inconclusive:
		if d.More > 0 {
			return fmt.Sprintf(wordNotEnoughMore, count(d.More))
		}
		return wordNotEnough
	default:
		return wordNothingSeen
	}
}

// signs are the comparison of a gate as a reader sees it, and its opposite.
func signs(operator string) (within, beyond string) {
	switch operator {
	case "<=":
		return "≤", ">"
	case "<":
		return "<", "≥"
	case ">=":
		return "≥", "<"
	case ">":
		return ">", "≤"
	default:
		return "=", "≠"
	}
}

// observed is a gate's estimate between its bounds; a change has a sign.
func observed(g Gate) estimate {
	if strings.HasPrefix(strings.TrimSpace(g.Expect), "delta(") {
		return humanChange(g.Unit, g.Estimate, g.Low, g.High, "")
	}
	return human(g.Unit, g.Estimate, g.Low, g.High, "", g.N)
}

// verdictSentence counts the blocking gates by verdict: what the overall verdict
// was made of.
func verdictSentence(v *Verdicts) string {
	number := map[verdict.Verdict]int{}
	blocking := 0
	for _, g := range v.Gates {
		if !g.warns() {
			blocking++
			number[verdictOf(g.Verdict)]++
		}
	}
	var parts []string
	for _, of := range []verdict.Verdict{verdict.Fail, verdict.NoData, verdict.Inconclusive, verdict.Pass} {
		if number[of] > 0 {
			parts = append(parts, fmt.Sprintf(wordCountOf, number[of], of.Word()))
		}
	}
	gates := fmt.Sprintf(wordBlockingGates, blocking)
	if blocking == 1 {
		gates = wordBlockingGate
	}
	text := fmt.Sprintf(wordVerdictSentence, verdictOf(v.Verdict).Word(), gates)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	text += "."
	switch warning := len(v.Gates) - blocking; {
	case warning == 1:
		text += " " + wordWarnGate
	case warning > 1:
		text += " " + fmt.Sprintf(wordWarnGates, warning)
	}
	return text
}

// reasons are the sentences under a gate: why it exists, whom to ask, and what
// must be known to read its verdict.
func (d Decided) reasons(v *Verdicts) []string {
	var list []string
	add := func(word, text string) {
		if text != "" {
			list = append(list, fmt.Sprintf(word, text))
		}
	}
	add(wordBecause, d.Because)
	add(wordOwnedBy, d.Owner)
	add(wordClauseOf, d.Clause)
	add(wordHorizonOf, d.Horizon)
	if d.warns() {
		list = append(list, wordOnlyWarns)
	}
	if d.flipped() {
		list = append(list, wordBurdenFlipped)
	}
	if d.More < 0 && verdictOf(d.Verdict) == verdict.Inconclusive && v.Budget != BudgetQuick {
		list = append(list, wordNoneNamed)
	}
	if d.InputsLow != nil && d.InputsHigh != nil {
		wide := d.Gate
		wide.Low, wide.High = d.InputsLow, d.InputsHigh
		add(wordWithInputs, observed(wide).interval)
	}
	list = append(list, d.Why...)
	if d.Robust != nil {
		list = append(list, robustSentence(d))
	}
	for i := range list {
		list[i] = clean(list[i])
	}
	return list
}

// robustSentence says in how many sets of assumptions the gate passes, and which
// assumption moves it.
func robustSentence(d Decided) string {
	b := d.Robust
	text := fmt.Sprintf(wordRobust, count(b.Pass), count(b.Sets))
	for _, other := range []struct {
		n  int
		of verdict.Verdict
	}{{b.Fail, verdict.Fail}, {b.Inconclusive, verdict.Inconclusive}, {b.NoData, verdict.NoData}} {
		if other.n > 0 {
			text += ", " + fmt.Sprintf(wordRobustOther, other.of.Word(), count(other.n))
		}
	}
	text += "."
	if b.Parameter != "" {
		text += " " + fmt.Sprintf(wordRobustMoves, b.Parameter)
		if b.Moves != nil {
			text += " " + fmt.Sprintf(wordRobustBy, humanChange(d.Unit, b.Moves, nil, nil, "").value)
		}
		text += "."
	}
	if b.LeftOut > 0 {
		text += " " + fmt.Sprintf(wordRobustLeftOut, count(b.LeftOut))
	}
	if b.Dependent {
		text = wordDependent + ": " + text
	}
	if b.Dependent && b.Accepted != "" {
		text += " " + fmt.Sprintf(wordAccepted, b.Accepted)
	}
	return text
}
