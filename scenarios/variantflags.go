package scenarios

import (
	"fmt"
	"strings"

	"weir/sim/param"
)

// ParseVariant reads a variant as --variant has it, NAME:path=value[,path=value]….
// A comma inside braces, brackets or quotes belongs to the value.
func ParseVariant(text string) (VariantFlag, []param.Problem) {
	const flag = "--variant"
	name, rest, ok := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	if !ok || strings.TrimSpace(rest) == "" || strings.Contains(name, "=") {
		return VariantFlag{}, []param.Problem{{Code: "W247", Pos: param.Pos{File: flag}, Args: []any{text}, Help: "W247.help"}}
	}
	if problem := variantName(name, flag); problem != nil {
		return VariantFlag{}, []param.Problem{*problem}
	}
	v := VariantFlag{Name: name}
	var problems []param.Problem
	for _, part := range splitOutside(rest, ',') {
		a, found := ParseAssignment(part, flag+" "+name)
		problems = append(problems, found...)
		if len(found) == 0 {
			v.Set = append(v.Set, a)
		}
	}
	return v, problems
}

// variantName says what is wrong with a name for a variant, nil if nothing.
func variantName(name, flag string) *param.Problem {
	switch {
	case name == "base" || name == "baseline":
		return &param.Problem{Code: "W161", Pos: param.Pos{File: flag}, Args: []any{name}}
	case !param.IsName(name):
		return &param.Problem{Code: "W248", Pos: param.Pos{File: flag}, Args: []any{name}}
	}
	return nil
}

// splitOutside splits a text at a mark that is not inside brackets or quotes.
func splitOutside(text string, mark rune) []string {
	var parts []string
	from, depth, quote := 0, 0, rune(0)
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == mark && depth <= 0:
			parts = append(parts, text[from:i])
			from = i + len(string(mark))
		}
	}
	return append(parts, text[from:])
}

// PolicyFlags reads --policy given any number of times, each a file or a name from
// the library: the first is the scenario's policy, as a flag for Options.Flags; the
// others are variants, called like their files, for Options.Variants. Two files of
// one name are called name and name-2.
func PolicyFlags(names []string) (flags []Assignment, others []VariantFlag) {
	taken := map[string]int{"base": 1, "baseline": 1}
	for i, name := range names {
		if i == 0 {
			flags = append(flags, Assignment{"policy", name, "--policy"})
			continue
		}
		called := variantCalled(stem(name))
		if taken[called]++; taken[called] > 1 {
			called = fmt.Sprintf("%s-%d", called, taken[called])
		}
		others = append(others, VariantFlag{Name: called, Policy: name})
	}
	return flags, others
}

// variantCalled makes a name for a variant of a file's name.
func variantCalled(file string) string {
	called := strings.Map(func(c rune) rune {
		if param.IsName("x" + string(c)) {
			return c
		}
		return '-'
	}, file)
	if called = strings.TrimLeft(called, "+"); called == "" {
		return "policy"
	}
	return called
}
