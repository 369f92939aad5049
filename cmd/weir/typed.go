package main

import "strings"

// quoted returns a word as a shell reads it.
func quoted(word string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./:=,+@%", c)
	}
	if word != "" && strings.IndexFunc(word, func(c rune) bool { return !plain(c) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// flagsTyped returns a flag with each of its values as it is typed, a blank first;
// empty values are left out.
func flagsTyped(flag string, values ...string) string {
	var b strings.Builder
	for _, v := range values {
		if v != "" {
			b.WriteString(" " + flag + " " + quoted(v))
		}
	}
	return b.String()
}

// typed returns the flags that say what is simulated as they are typed.
func (c *common) typed() string {
	return flagsTyped("--population", c.population) + flagsTyped("--length", c.length) + flagsTyped("--seed", c.seed) + flagsTyped("--set", c.set...)
}
