package expr

// Codes of what can be wrong with an expression. They are keys of the catalogue
// of sentences; Sentences has the English ones.
const (
	TooLong       = "X101"
	TooDeep       = "X102"
	Empty         = "X103"
	BadCharacter  = "X111"
	OpenQuote     = "X112"
	Inexact       = "X113"
	TooFine       = "X114"
	OtherSign     = "X115"
	NotCovered    = "X116"
	OpenBracket   = "X121"
	CloseBracket  = "X122"
	Unexpected    = "X123"
	EndsEarly     = "X124"
	UnknownName   = "X201"
	UnknownUnit   = "X202"
	UnknownFunc   = "X203"
	UnknownWord   = "X204"
	NotComparable = "X301"
	NotAddable    = "X302"
	NotScalable   = "X303"
	NotYesNo      = "X304"
	BranchesApart = "X305"
	BadArguments  = "X306"
	RuleResult    = "X307"
	NumberResult  = "X308"
	TextCompared  = "X309"
	NoOrder       = "X310"
	MixedList     = "X311"
	NoSign        = "X312"
	Unclear       = "X399"
)

// Codes of the help that goes with a problem.
const (
	HelpDidYouMean = "X.mean"    // a name, unit or word
	HelpWrite      = "X.write"   // what to write instead
	HelpLike       = "X.like"    // a unit, and how it is written
	HelpOneOf      = "X.one"     // the known ones
	HelpCompare    = "X.compare" // how to make a yes or no of a quantity
	HelpChain      = "X.chain"   // a < b < c
)

// Sentences returns the English text of every code of this package: help,
// problems, units. The Args of a problem fill its blanks, in the verbs of
// package fmt (%[1]v is the first).
func Sentences() map[string]string {
	all := map[string]string{
		HelpChain:      "write it as two comparisons joined by `&&`",
		HelpCompare:    "compare it, as in `%[1]v > %[2]v`",
		HelpLike:       "%[1]v is written like %[2]v",
		HelpDidYouMean: "did you mean `%[1]v`?",
		HelpOneOf:      "known: %[1]v",
		HelpWrite:      "write `%[1]v`",
		TooLong:        "the expression is too long: %[1]v %[2]v, at most %[3]v",
		TooDeep:        "brackets are nested more than %[1]v deep",
		Empty:          "the expression is empty",
		BadCharacter:   "`%[1]v` has no meaning here",
		OpenQuote:      "the word is never closed by %[1]v",
		Inexact:        "`%[1]v` is too large, or written too finely, to be exact",
		TooFine:        "`%[1]v` is finer than the smallest unit of the currency",
		OtherSign:      "`%[1]v` is not a sign of this language",
		NotCovered:     "%[1]v is not part of this language",
		OpenBracket:    "`%[1]v` is never closed",
		CloseBracket:   "`%[1]v` closes nothing",
		Unexpected:     "`%[1]v` is not expected here",
		EndsEarly:      "the expression ends too early, after `%[1]v`",
		UnknownName:    "unknown name `%[1]v`",
		UnknownUnit:    "unknown unit `%[1]v`",
		UnknownFunc:    "unknown function `%[1]v`",
		UnknownWord:    "`%[1]v` is not a word of `%[2]v`",
		NotComparable:  "`%[1]v` (%[2]v) cannot be compared with `%[3]v` (%[4]v)",
		NotAddable:     "`%[1]v` (%[2]v) and `%[3]v` (%[4]v) cannot be added or subtracted",
		NotScalable:    "`%[1]v` (%[2]v) and `%[3]v` (%[4]v) cannot be multiplied or divided",
		NotYesNo:       "`%[1]v` (%[2]v) stands where a yes or no is needed",
		BranchesApart:  "one branch is `%[1]v` (%[2]v), the other `%[3]v` (%[4]v)",
		BadArguments:   "`%[1]v` has the wrong number of arguments: needed %[2]v, given %[3]v",
		RuleResult:     "the whole is not a yes or no but: %[1]v",
		NumberResult:   "the whole is not a quantity but: %[1]v",
		TextCompared:   "`%[1]v` is a text: only == and != with a word in quotes, and `in` a list of them, apply",
		NoOrder:        "`%[1]v` and `%[2]v` have no order: only == and != apply",
		MixedList:      "the list mixes `%[1]v` (%[2]v) and `%[3]v` (%[4]v)",
		NoSign:         "`%[1]v` (%[2]v) has neither sign nor size",
		Unclear:        "this cannot be understood",
	}
	for u := Number; u <= list; u++ {
		all[u.Code()] = u.String()
	}
	return all
}
