package report

import "strings"

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

	wordMetrics         = "Metrics"
	wordHeadline        = "* headline metric"
	wordMetric          = "metric"
	wordVariant         = "variant"
	wordEstimate        = "estimate"
	wordInterval        = "95% interval"
	wordN               = "n"
	wordVariantN        = "%s (n = %d)"
	wordCellN           = " n = %d"
	wordHeadlineMetrics = "Headline metrics"
	wordNought          = "0 in every replication: %s."
	wordMoreMetrics     = "%d more metrics and all groups are in report.html and metrics.csv."
	wordContrast        = "Where groups differ most"
	wordContrastOf      = "Where groups differ most: %s"
	wordContrastNote    = "Of each headline metric the groups furthest apart, by the label that tells most."
	wordGroup           = "group"
	wordByLabelOf       = "  by %s"
	wordGate            = "gate"
	wordExpect          = "expectation"
	wordPosition        = "position"
	wordGates           = "Gates: estimates beside their limits"
	wordGatesNote       = "Estimates only: nothing is decided here."
	wordShocks          = "Shocks"
	wordShock           = "shock"
	wordWindow          = "window"
	wordFired           = "happened in"
	wordWhat            = "what"
	wordWindowFirst     = "e.g. %s"
	wordShocksNote      = "e.g.: at random times; the window is that of the first replication."
	wordShadeFirst      = "%s (first replication)"
	wordFiredOf         = "%d of %d"
	wordNever           = "never"

	wordDifferences  = "%s against %s"
	wordChange       = "change"
	wordRelative     = "relative"
	wordReading      = "reading"
	wordBelowMargin  = ", below the margin"
	wordPairingGain  = "Paired by replication: as good as %s times the replications unpaired."
	wordMovedMost    = "most changed of the others"
	wordSame         = "The same in every replication: %s."
	wordPairingNone  = "Paired by replication; no difference of a headline metric varies between replications."
	wordNotes        = "Notes"
	wordNoteOf       = "%s (%s)"
	wordAndMore      = "%s and %d more"
	wordPrecision    = "Stopped by precision: the relative half-width of %s reached %s (asked for: %s). Not evidence for a gate."
	wordPrecisionNot = "Precision not reached: the relative half-width of %s is %s (asked for: %s) at the limit of replications."

	// The page.
	wordLead                = "%s of %s with %s, from %s."
	wordHistory             = "1 simulated history"
	wordHistories           = "%s simulated histories"
	wordDayCount            = "%s days"
	wordOneDay              = "1 day"
	wordGateOn              = "  with %s"
	wordLeadGate            = "The gate %s: %s."
	wordLeadGatesBase       = " That is the base; its variants stand in the table of gates."
	wordLeadGates           = "Of %d gates, the whole interval lies inside the limit for %d, outside it for %d, and across it for %d."
	wordLeadGatesNone       = " For %d there is no interval."
	wordLeadDifference      = "%s against %s: %s."
	wordLeadClear           = "%s %s %s"
	wordLeadUnclear         = "no headline metric moves by more than noise"
	wordMoreOf              = "%d more metrics"
	wordUnseen              = "%d rows without any observation are left out."
	wordAllMetrics          = "All %d metrics"
	wordByLabel             = "By label (%d rows)"
	wordFigures             = "Figures"
	wordAsTable             = "%s: the table"
	wordDistributionFigures = "Idle times and waits at each desk"
	wordGroupFigures        = "Headline metrics by group"
	wordFoldedFigures       = "%s (%d figures)"
	wordMoreFigures         = "%d more figures are in plots/."
	wordProvenance          = "Where this comes from"
	wordCommand             = "Again"
	wordInputs              = "Inputs (SHA-256)"
	wordFingerprint         = "Fingerprint of the trajectories"
	wordArchitecture        = "Architecture"
	wordVersionLabel        = "Version"
	wordScenario            = "Scenario"
	wordSeedLabel           = "Seed"
	wordInside              = "interval inside the limit"
	wordOutside             = "interval outside the limit"
	wordAcross              = "interval across the limit"
	wordUnknown             = "no interval"
	wordReports             = "metrics of %s"

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
	wordCaptionSeries  = "Mean over replications for each day; the band is the 95%% interval%s."
	wordCaptionShade   = " Shaded stripes are shocks."
	wordCaptionChanged = " Dotted vertical lines are changes of the policy."
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
	wordCaptionPanels  = "Each row has its own scale, which need not start at 0; lines are means over replications, bands 95% intervals."
	wordCaptionNever   = " No account was ever: %s."
	wordManyVariants   = "Figures show the first %d of %d variants."
	wordDayAxis        = "day"

	// The accounts by state.
	wordStates       = "Accounts by state"
	wordStatesLead   = "The rules hold every account in one state. A flow is how often accounts go from one to another in the measured time."
	wordStock        = "Accounts in each state at the end of each day"
	wordStockLast    = "Accounts in each state at the end of the last day"
	wordState        = "state"
	wordFlow         = "from → to"
	wordFlows        = "Flows between states, per 1,000 account-years"
	wordCaptionFlows = "The largest flows, on a logarithmic axis. Dots are estimates, bars 95% intervals; an account-year is a year of an account in any state."

	// Restrictions.
	wordRestrictions     = "Restrictions by cause and owner"
	wordRestrictionsLead = "Why accounts were restricted, told apart by what only the simulator knows of their owners at that moment. Returning: the owner wants something of the account within 180 days; resting: alive, but not so soon; gone: died, left, sold or gave up the account."
	wordOwnersNote       = "Only the simulator knows: returning within 180 days, resting longer, or gone for good."
	wordCauses           = "Restrictions by cause and owner, number a replication"
	wordOwner            = "cause, owner"
	wordOwnerReturning   = "alive and returning"
	wordOwnerResting     = "alive and resting"
	wordOwnerGone        = "owner gone"
	wordOwnerLiving      = "living owner"
	wordCaptionCauses    = "Bars are means over replications, brackets 95% intervals. Restricting living owners is the price of the rule: the policy cannot tell owners apart."

	wordQuestions        = "Wrongful restriction: three different questions"
	wordQuestion         = "question, metric"
	wordQuestionsNote    = "Three questions with three denominators: not parts of one whole, not to be added or compared with each other (D10)."
	wordAsksAlive        = "Of the accounts restricted, how many had a living owner?"
	wordAsksBlocked      = "Of the accounts restricted, how many turned their owner away within 180 days?"
	wordAsksStock        = "Of the living customers, how many are restricted at any one time?"
	wordOfRestricted     = "share of restricted accounts"
	wordOfTracked        = "share of accounts restricted at least 180 days before the end"
	wordOfLiving         = "share of living customers, averaged over time"
	wordCaptionQuestions = "Each has its own denominator and its own scale: they are not parts of one whole and cannot be compared with each other. Dots are estimates, bars 95% intervals."

	// How long restrictions last.
	wordSurvival     = "How long restrictions last"
	wordSurvivalLead = "The share of restricted accounts that are still restricted so many days later (Kaplan and Meier): cases still open at the end count as long as they were seen."
	wordLeft         = "Share still restricted"
	wordLeftFigure   = "Share of accounts still restricted, by days since the restriction"
	wordSince        = "owner, after"
	wordAfterDays    = "%s days"
	wordCases        = "%s: %s cases over all replications, %s of them still open at the end."
	wordCaptionLeft  = "Product-limit estimate over all cases; bands are 95% intervals over replications. Days are on a logarithmic axis, marked at 7, 30, 90 and 180."

	// Going live.
	wordGoingLive       = "Going live: first-day stock and steady flow"
	wordGoingLiveLead   = "A new threshold meets accounts that are overdue already; those are kept apart from the accounts that become overdue day by day afterwards."
	wordGoingLiveTable  = "First-day stock and steady flow"
	wordGoingLiveFigure = "Going live: accounts flagged each day, and those still waiting"
	wordQuantity        = "quantity"
	wordOverdueFirst    = "accounts overdue on that day"
	wordOverdueFlagged  = "of them flagged since"
	wordSteady          = "accounts flagged later, a day"
	wordCleared         = "days until the backlog was cleared"
	wordInForceFrom     = "in force from %s"
	wordInForce         = "In force from %s (%s); backlog cleared in %d of %d replications."
	wordFlaggedStock    = "first-day stock: accounts flagged on the day"
	wordFlaggedFlow     = "steady flow: accounts flagged on the day"
	wordBacklog         = "backlog: accounts of the first-day stock that wait at the end of the day; a dot where none does any more"
	wordPolicyStarts    = "in force"
	wordClearedMark     = "after %s d"
)

// verdictWord is the reading of a difference as a reader sees it.
func verdictWord(verdict string) string {
	if word, ok := strings.CutSuffix(verdict, "_below_margin"); ok {
		return word + wordBelowMargin
	}
	return verdict
}

// templateWords are the words that the page's template itself needs.
func templateWords() map[string]string {
	return map[string]string{
		"decided": wordDecided, "verdict": wordVerdict, "observed": wordObserved, "strip": wordStrip,
		"gates": wordGates, "gate": wordGate, "estimate": wordEstimate, "interval": wordInterval,
		"position": wordPosition, "n": wordN, "figures": wordFigures, "metrics": wordMetrics,
		"metric": wordMetric, "reports": wordReports, "notes": wordNotes,
		"provenance": wordProvenance, "inputs": wordInputs,
	}
}
