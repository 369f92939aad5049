package report

import (
	"fmt"
)

// backtestSentence says how much of what was observed was predicted.
func backtestSentence(b *Backtest) string {
	percentOf := func(x float64) string { return scale{factor: 100, suffix: "%"}.with(x) }
	coverage := wordMissing
	if b.Of > 0 {
		coverage = percentOf(float64(b.Covered) / float64(b.Of))
	}
	text := fmt.Sprintf(wordBacktest, verdictText(verdictOf(b.Verdict)), count(b.Covered), count(b.Of), coverage,
		percentOf(b.Level), percentOf(b.Required))
	if b.HeldOut != nil {
		text += " " + fmt.Sprintf(wordBacktestHeldOut, percentOf(*b.HeldOut))
	}
	return text
}

// footerOf is the standing caveat, and that nothing was held against observed
// history where that is so.
func footerOf(r *Results) string {
	if r.Backtest == nil {
		return wordFooter + " " + wordNotBacktested
	}
	return wordFooter
}

// backtestSheets is the table of observed values beside what was predicted.
func backtestSheets(b *Backtest) []sheet {
	s := sheet{title: wordBacktestTable, notes: []string{wordBacktestNote}, columns: []column{{head: wordPeriod}, {head: wordObserved, right: true},
		{head: wordPredicted, right: true}, {head: wordPrediction}, {head: wordError, right: true}, {head: wordCoverage, wrap: prose}}}
	last := ""
	for _, row := range b.Rows {
		if name := fullName(row.Metric, row.Labels); name != last {
			s.head(name)
			last = name
		}
		e := human(row.Unit, row.Mean, row.Low, row.High, "", 10)
		s.add(row.Period, observedText(row), e.value, e.interval, humanChange(row.Unit, row.Error, row.Low, row.High, "").value, row.coverage())
	}
	if len(s.rows) == 0 {
		return nil
	}
	return []sheet{s}
}

// observedText shows the observed value to the digits of its prediction.
func observedText(row BacktestRow) string {
	l, h := value(row.Low), value(row.High)
	return scaleFor(row.Unit, sizeOf(row.Observed, l, h)).resolve(row.Observed, (h-l)/2).with(row.Observed)
}

// coverage says whether the prediction covers what was observed.
func (b BacktestRow) coverage() string {
	text := wordMissed
	switch {
	case b.Low == nil || b.High == nil:
		text = wordNotPredicted
	case b.Covered:
		text = wordCovered
	}
	if b.HeldOut {
		text += ", " + wordHeldOut
	}
	if b.Note != "" {
		text += "; " + b.Note
	}
	return text
}
