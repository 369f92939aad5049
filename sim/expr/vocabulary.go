package expr

import (
	"fmt"
	"regexp"
	"slices"

	"cel.dev/cel-go/common/decls"

	"weir/sim/param"
)

// Name declares one thing that an expression may speak of.
type Name struct {
	Name  string   // lower case letters, digits and underscores, a letter first: new_payees_24h
	Unit  Unit     // what its slot holds
	Words []string // Unit Text: the words, in the order of their slot values 0, 1, 2, …
	Doc   string   // one sentence for the reader
}

// Vocabulary is an ordered list of declared names. The place of a name in the
// list is its slot: the index into the []float64 that Eval reads. It never
// changes after NewVocabulary and may be shared between goroutines.
type Vocabulary struct {
	names     []Name
	slots     map[string]int
	functions []*decls.FunctionDecl // operators and functions, as cel-go wants them
}

// NewVocabulary declares the names. It panics on a malformed, reserved or
// repeated name, on a Text without words and on words without a Text: the
// programmer's errors.
func NewVocabulary(names ...Name) *Vocabulary {
	v := &Vocabulary{names: slices.Clone(names), slots: make(map[string]int, len(names)), functions: declarations()}
	for i, n := range v.names {
		if why := n.wrong(); why != "" {
			panic(fmt.Sprintf("expr: NewVocabulary: name %q %s", n.Name, why))
		}
		if _, twice := v.slots[n.Name]; twice {
			panic(fmt.Sprintf("expr: NewVocabulary: name %q is declared twice", n.Name))
		}
		v.slots[n.Name] = i
	}
	if len(names) > maxSlots {
		panic(fmt.Sprintf("expr: NewVocabulary: %d names, at most %d", len(names), maxSlots))
	}
	return v
}

// maxSlots is how many names a compiled test can address.
const maxSlots = 1<<15 - 1

// wellFormed is the promise of Name.Name.
var wellFormed = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// wrong says what is wrong with a declaration, "" for nothing.
func (n Name) wrong() string {
	switch {
	case !wellFormed.MatchString(n.Name):
		return "is not of the form " + wellFormed.String()
	case reserved(n.Name) || isFunction(n.Name) || isTimeUnit(n.Name):
		return "has a meaning in expressions already"
	case n.Unit < Number || n.Unit > Flag:
		return "has no unit"
	case (n.Unit == Text) != (len(n.Words) > 0):
		return "must have words if, and only if, it is a Text"
	}
	return ""
}

// Len returns the number of slots.
func (v *Vocabulary) Len() int { return len(v.names) }

// Slot returns the slot of a name, and whether it is declared.
func (v *Vocabulary) Slot(name string) (int, bool) {
	i, ok := v.slots[name]
	return i, ok
}

// Word returns the slot value of a word of a Text name, and whether both exist.
func (v *Vocabulary) Word(name, word string) (float64, bool) {
	i, ok := v.slots[name]
	if !ok {
		return 0, false
	}
	at := slices.Index(v.names[i].Words, word)
	return float64(at), at >= 0
}

// hasWord reports whether some Text name has the word.
func (v *Vocabulary) hasWord(text string) bool {
	return slices.ContainsFunc(v.names, func(n Name) bool { return slices.Contains(n.Words, text) })
}

// nearest returns the known name most like the word, "" for none.
func (v *Vocabulary) nearest(word string) string {
	known := make([]string, len(v.names))
	for i, n := range v.names {
		known[i] = n.Name
	}
	return param.Nearest(word, known)
}
