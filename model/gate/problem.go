package gate

// Codes of what can be wrong with a gate. They are keys of the catalogue of
// sentences; Sentences has the English ones.
const (
	TooLong       = "G101"
	Unexpected    = "G102"
	EndsEarly     = "G103"
	TooLarge      = "G104"
	UnknownStat   = "G111"
	UnknownMetric = "G112"
	UnknownLabel  = "G113"
	UnknownValue  = "G114"
	LabelTwice    = "G115"
	LabelFirst    = "G115.first"
	WrongUnit     = "G121"
	NoUnit        = "G122"
	OutOfShare    = "G123"
	Continuous    = "G131"
	NoBaseline    = "G132"
	WarnOnly      = "G133"
)

// Codes of the help that goes with a problem.
const (
	HelpDidYouMean = "G.mean"
	HelpWrite      = "G.write"
	HelpOneOf      = "G.one"
	HelpLike       = "G.like"
	HelpBaseline   = "G.baseline"
	HelpWarn       = "G.warn"
	HelpRange      = "G.range"
)

// Sentences returns the English text of every code of this package; the Args of
// a problem fill its blanks, in the verbs of package fmt (%[1]v is the first).
func Sentences() map[string]string {
	return map[string]string{
		HelpBaseline:   "name one with `baseline:` in the scenario or with --baseline",
		HelpLike:       "`%[1]v` is measured in %[2]v: write it like %[3]v",
		HelpDidYouMean: "did you mean `%[1]v`?",
		HelpOneOf:      "known: %[1]v",
		HelpRange:      "use `<=` or `>=` with the smallest or largest value that is still good",
		HelpWarn:       "give the gate `severity: warn`, or gate on var95 or prob",
		HelpWrite:      "write `%[1]v`",
		TooLong:        "the gate is too long: %[1]v characters, at most %[2]v",
		Unexpected:     "`%[1]v` stands where %[2]v is expected",
		EndsEarly:      "the gate ends where %[1]v is expected",
		TooLarge:       "`%[1]v` has too many digits",
		UnknownStat:    "unknown statistic `%[1]v`",
		UnknownMetric:  "unknown metric `%[1]v`",
		UnknownLabel:   "`%[2]v` has no label `%[1]v`",
		UnknownValue:   "label `%[2]v` has no value `%[1]v`",
		LabelTwice:     "label `%[1]v` is given twice",
		LabelFirst:     "label `%[1]v` was given here",
		WrongUnit:      "unit `%[1]v` does not fit",
		NoUnit:         "`%[1]v` has no unit",
		OutOfShare:     "`%[1]v` is no share: it would be decided before anything runs",
		Continuous:     "`%[1]v` is continuous: it is never exactly equal to anything",
		NoBaseline:     "`%[1]v` needs a baseline policy, and none is named",
		WarnOnly:       "`%[1]v` is approximate and cannot block",
	}
}
