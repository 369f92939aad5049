package report

// The sentences and words that a reader sees, in one place so that they can move
// to a catalogue of sentences. Blanks are those of package fmt.
const (
	wordMissing    = "–"
	wordTo         = " to "
	wordOpen       = "…"
	wordExact      = "exact"
	wordFew        = "[n < 10]"
	wordNoInterval = "[no interval]"

	wordFooter = "Intervals cover simulation noise only, not wrong assumptions, data or model."
	wordBars   = "Brackets hold 95% intervals over replications."
	wordFewLog = "n < 10: no interval."
	wordSeed   = "seed %d"

	wordReplications      = "%s replications"
	wordOneReplication    = "1 replication"
	wordReplicationsRange = "%s to %s replications"
	wordDays              = "%s from %s"
	wordCustomers         = "%s customers"
	wordOneCustomer       = "1 customer"
	wordVersion           = "weir %s"

	wordNoVariants = "There are no variants: nothing was simulated."
	wordNoMetrics  = "No metric was reported."

	// Families of metrics, by the first part of their names.
	wordOther = "other"

	wordMetrics     = "Metrics"
	wordHeadline    = "* headline metric"
	wordMetric      = "metric"
	wordVariant     = "variant"
	wordEstimate    = "estimate"
	wordInterval    = "95% interval"
	wordN           = "n"
	wordVariantN    = "%s (n = %d)"
	wordCellN       = " n = %d"
	wordBy          = "By %s"
	wordByNote      = "Headline metrics whose values differ by more than noise between the groups."
	wordGate        = "gate"
	wordExpect      = "expectation"
	wordPosition    = "position"
	wordGates       = "Gates: estimates beside their limits"
	wordGatesNote   = "Estimates only: nothing is decided here."
	wordShocks      = "Shocks"
	wordShock       = "shock"
	wordWindow      = "window"
	wordFired       = "happened in"
	wordWhat        = "what"
	wordWindowFirst = "e.g. %s"
	wordShocksNote  = "e.g.: at random times; the window is that of the first replication."
	wordShadeFirst  = "%s (first replication)"
	wordFiredOf     = "%d of %d"
	wordNever       = "never"

	wordDifferences  = "%s against %s"
	wordChange       = "change"
	wordRelative     = "relative"
	wordReading      = "reading"
	wordPairingGain  = "Paired by replication: as good as %s times the replications unpaired."
	wordPairingNone  = "Paired by replication; no difference varies between replications."
	wordNotes        = "Notes"
	wordNoteOf       = "%s (%s)"
	wordAndMore      = "%s and %d more"
	wordPrecision    = "Stopped by precision: the relative half-width of %s reached %s (asked for: %s). Not evidence for a gate."
	wordPrecisionNot = "Precision not reached: the relative half-width of %s is %s (asked for: %s) at the limit of replications."

	// The page.
	wordLead           = "%s of %s with %s, from %s."
	wordHistory        = "1 simulated history"
	wordHistories      = "%s simulated histories"
	wordDayCount       = "%s days"
	wordOneDay         = "1 day"
	wordLeadGates      = "Of %d gates, the whole interval lies inside the limit for %d, outside it for %d, and across it for %d."
	wordLeadGatesNone  = " For %d there is no interval."
	wordLeadDifference = "%s against %s: %s."
	wordLeadClear      = "%s %s %s"
	wordLeadUnclear    = "no headline metric moves by more than noise"
	wordByLabel        = "By label (%d rows)"
	wordFigures        = "Figures"
	wordMoreFigures    = "%d more figures are in plots/."
	wordProvenance     = "Where this comes from"
	wordCommand        = "Again"
	wordInputs         = "Inputs (SHA-256)"
	wordFingerprint    = "Fingerprint of the trajectories"
	wordArchitecture   = "Architecture"
	wordVersionLabel   = "Version"
	wordScenario       = "Scenario"
	wordSeedLabel      = "Seed"
	wordInside         = "interval inside the limit"
	wordOutside        = "interval outside the limit"
	wordAcross         = "interval across the limit"
	wordUnknown        = "no interval"
	wordReports        = "metrics of %s"

	// Figures.
	wordPerDay         = ", per day"
	wordShareAbove     = "%s: share of cases that take at least so long"
	wordIdle           = "%s: share of customers idle at least so long"
	wordTheory         = "theory"
	wordP95            = "p95 %s"
	wordLimitLine      = "limit %s %s"
	wordHeadlineFigure = "Headline metrics, each row on its own scale"
	wordByFigure       = "%s by %s"
	wordChangeTitle    = ", relative change of the headline metrics"
	wordCaptionSeries  = "Mean over replications for each day; the band is the 95%% interval%s%s."
	wordCaptionShade   = ", grey stripes are shocks"
	wordCaptionLimit   = "; a dashed line is a gate's limit, which judges the whole horizon, not single days"
	wordCaptionThin    = " Of every %d days the lowest and the highest are drawn."
	wordCaptionWait    = "Share of cases that take at least so long, over all replications; the dashed line is 5%, so each curve crosses it at its 95th percentile."
	wordCaptionIdle    = "Share of customers idle for at least so long, over all replications%s."
	wordCaptionTheory  = "; the dashed line is the closed form"
	wordCaptionForest  = "Dots are estimates, bars 95% intervals; a dashed tick is a gate's limit. Each row has its own scale."
	wordCaptionBy      = "Dots are estimates, bars 95%% intervals%s."
	wordCaptionByLimit = "; a dashed line is a gate's limit"
	wordCaptionChange  = "Paired differences with 95%% intervals, relative to %s. Left of 0 is less, right of 0 is more."
	wordAlt            = "%s. %s"
	wordAltRange       = "%s: from %s to %s"
	wordManyVariants   = "Figures show the first %d of %d variants."
	wordDayAxis        = "day"
)

// verdictWord is the reading of a difference as a reader sees it.
func verdictWord(verdict string) string {
	switch verdict {
	case "better_below_margin":
		return "better, below the margin"
	case "worse_below_margin":
		return "worse, below the margin"
	default:
		return verdict
	}
}

// templateWords are the words that the page's template itself needs.
func templateWords() map[string]string {
	return map[string]string{
		"gates": wordGates, "gate": wordGate, "estimate": wordEstimate, "interval": wordInterval,
		"position": wordPosition, "n": wordN, "figures": wordFigures, "metrics": wordMetrics,
		"metric": wordMetric, "reports": wordReports, "notes": wordNotes,
		"provenance": wordProvenance, "inputs": wordInputs,
	}
}
