package param

// fault is what is wrong with a scalar, before its place is known. The codes
// are those of the catalogue of sentences.
type fault struct {
	code    string
	args    []any
	help    string
	helpArg []any
}

// malformed says that a text is not of a kind: another kind's, a number whose
// unit is missing, or neither.
func malformed(text string, kind Kind, example string) *fault {
	if _, rest, ok := scanNumber(text); ok && rest == "" && example != "" {
		return &fault{code: "W110", args: []any{text, kind}, help: "W110.help", helpArg: []any{kind, example}}
	}
	for _, other := range []Kind{KindDuration, KindShare, KindRate, KindMoney, KindDate, KindDeadline} {
		if other != kind && looksLike(text, other) {
			return &fault{code: "W111", args: []any{text, other, kind}, help: "W111.help", helpArg: []any{kind, kind.Example()}}
		}
	}
	return &fault{code: "W112", args: []any{text, kind}, help: "W111.help", helpArg: []any{kind, kind.Example()}}
}

// looksLike says whether a text could be of a kind.
func looksLike(text string, kind Kind) bool {
	var f *fault
	switch kind {
	case KindDuration:
		_, ok := scanDuration(text)
		return ok
	case KindShare:
		_, rest, ok := scanNumber(text)
		return ok && rest == "%"
	case KindRate:
		_, ok := scanRate(text)
		return ok
	case KindMoney:
		return currencyOf(text) != ""
	case KindDate:
		_, f = parseDate(text)
	case KindDeadline:
		_, rest, ok := scanNumber(text)
		return ok && rest == "wd"
	default:
		return false
	}
	return f == nil
}

// outside says that a value is out of its declared range.
func outside(text string, d *Decl) *fault {
	switch {
	case d.High == "":
		return &fault{code: "W113", args: []any{text, d.Low}}
	case d.Low == "":
		return &fault{code: "W114", args: []any{text, d.High}}
	default:
		return &fault{code: "W115", args: []any{text, d.Low, d.High}}
	}
}

// unknownWord says that a word is none of those allowed.
func unknownWord(word string, allowed []string) *fault {
	f := &fault{code: "W116", args: []any{word, allowed}}
	f.suggest(word, allowed)
	return f
}

// suggest adds the nearest of the known words, if one is near.
func (f *fault) suggest(word string, known []string) {
	if near := Nearest(word, known); near != "" {
		f.help, f.helpArg = "did-you-mean", []any{near}
	}
}

// Code names the kind's phrase in the catalogue of sentences.
func (k Kind) Code() string { return "kind." + k.String() }

// Example returns what a user may write for a kind, "" for kinds that have no
// one form.
func (k Kind) Example() string {
	switch k {
	case KindCount:
		return "100000"
	case KindNumber:
		return "1.5"
	case KindShare:
		return "3%"
	case KindRate:
		return "12/yr"
	case KindDuration:
		return "90d"
	case KindMoney:
		return "30000 CNY"
	case KindDate:
		return "2026-03-10T09:30"
	case KindName:
		return "app"
	case KindFlag:
		return "true"
	case KindDist:
		return "{lognormal: {median: 3h, p95: 9h}}"
	case KindNames:
		return "[core, app]"
	case KindNumbers:
		return "[1, 2.5]"
	case KindMix:
		return "{app: 60%, web: 40%}"
	case KindDeadline:
		return "48h"
	}
	return ""
}
