// Package say holds the catalogue of sentences: every message that a user
// sees has a code, and here is its text. A second language is a second file.
package say

import (
	"fmt"
	"regexp"
	"strings"
)

// Coded is an argument that has a phrase of its own in the catalogue: a kind
// of parameter, a feature of YAML, a noun.
type Coded interface{ Code() string }

// Text returns the English sentence of a code, its blanks filled with args.
// Lists are joined with commas; a Coded argument is replaced by its phrase. A
// code that is not in the catalogue is returned with its arguments, so that
// nothing is lost; a test keeps that from happening.
func Text(code string, args ...any) string {
	template, ok := english(code)
	if !ok {
		return strings.TrimSpace(fmt.Sprintln(append([]any{code}, args...)...))
	}
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = word(arg)
	}
	if !strings.Contains(strings.ReplaceAll(template, "%%", ""), "%") { // Sprintf would complain of the arguments
		return strings.ReplaceAll(template, "%%", "%")
	}
	return numbered(fmt.Sprintf(template, words...))
}

// one is a noun after the number 1, its plural's ending marked.
var one = regexp.MustCompile(`(^|[^\p{L}\p{N}.,])1 (\p{L}+)\{s\}`)

// numbered writes the marked endings of nouns: 1 day{s} is 1 day, 2 day{s} are
// 2 days.
func numbered(text string) string {
	return strings.ReplaceAll(one.ReplaceAllString(text, "${1}1 $2"), "{s}", "s")
}

// Has says whether the catalogue has a code.
func Has(code string) bool {
	_, ok := english(code)
	return ok
}

// word returns what stands in a sentence for an argument.
func word(arg any) any {
	switch arg := arg.(type) {
	case Coded:
		code := arg.Code()
		if text, ok := english(code); ok {
			return text
		}
		_, noun, _ := strings.Cut(code, ".")
		return withArticle(strings.ReplaceAll(noun, "_", " "))
	case []string:
		if len(arg) == 0 {
			return "(none)"
		}
		return strings.Join(arg, ", ")
	default:
		return arg
	}
}

// withArticle puts a or an before a noun.
func withArticle(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
