// Package cases reads decision tables for tests: text with one case to a line,
// what is known on the left of the arrow and the outcome, by name, on its right.
//
//	tier=basic op=pay amount=1000.01 -> over_limit    # one fen too much
package cases

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir/sim"
)

// Case is one line of a table. Its methods read what is known by name; asking
// for a name that the line lacks, or leaving one unread, fails the test.
type Case struct {
	Text string // the line without its comment

	t     testing.TB
	where string
	known map[string]string
	read  map[string]bool
}

// Check decides each case of a table and compares with its outcome. Every one of
// the outcomes must occur in the table, and no other.
func Check(t testing.TB, path string, outcomes []string, decide func(c *Case) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		left, want, ok := strings.Cut(line, "->")
		c := &Case{Text: line, t: t, where: path + ":" + strconv.Itoa(i+1), known: map[string]string{}, read: map[string]bool{}}
		want = strings.TrimSpace(want)
		if !ok || !slices.Contains(outcomes, want) {
			t.Fatalf("%s: %s: want one of the outcomes %v", c.where, line, outcomes)
		}
		seen[want] = true
		for _, word := range strings.Fields(left) {
			name, value, _ := strings.Cut(word, "=")
			c.known[name] = value
		}
		if got := decide(c); got != want {
			t.Errorf("%s: %s: got %s", c.where, line, got)
		}
		for name := range c.known {
			if !c.read[name] {
				t.Errorf("%s: %s: nothing asks for %s", c.where, line, name)
			}
		}
	}
	for _, o := range outcomes {
		if !seen[o] {
			t.Errorf("%s: no case for the outcome %s", path, o)
		}
	}
}

// Word returns a name's value as it is written.
func (c *Case) Word(name string) string {
	c.t.Helper()
	value, ok := c.known[name]
	if !ok {
		c.t.Fatalf("%s: %s: %s is missing", c.where, c.Text, name)
	}
	c.read[name] = true
	return value
}

// Words returns a list, a+b+c; none for "-".
func (c *Case) Words(name string) []string {
	c.t.Helper()
	if w := c.Word(name); w != "-" {
		return strings.Split(w, "+")
	}
	return nil
}

// Number returns a number.
func (c *Case) Number(name string) float64 {
	c.t.Helper()
	x, err := strconv.ParseFloat(c.Word(name), 64)
	if err != nil {
		c.t.Fatalf("%s: %s: %v", c.where, c.Text, err)
	}
	return x
}

// Money returns an amount, written in whole units, in hundredths.
func (c *Case) Money(name string) int64 {
	c.t.Helper()
	return int64(math.Round(100 * c.Number(name)))
}

// Flag returns yes or no as true or false.
func (c *Case) Flag(name string) bool {
	c.t.Helper()
	switch w := c.Word(name); w {
	case "yes", "no":
		return w == "yes"
	default:
		c.t.Fatalf("%s: %s: %s is neither yes nor no", c.where, c.Text, name)
		return false
	}
}

// Duration returns a length of time: days and what package time reads, 90d,
// 89d23h, 1us.
func (c *Case) Duration(name string) sim.Duration {
	c.t.Helper()
	text := c.Word(name)
	whole := 0
	days, rest, ok := strings.Cut(text, "d")
	var err error
	if ok {
		whole, err = strconv.Atoi(days)
	} else {
		rest = text
	}
	var part time.Duration
	if err == nil && rest != "" {
		part, err = time.ParseDuration(rest)
	}
	if err != nil {
		c.t.Fatalf("%s: %s: %v", c.where, c.Text, err)
	}
	return sim.Duration(whole)*sim.Day + sim.Duration(part.Microseconds())
}

// Time returns an instant, written as the length of time since the start.
func (c *Case) Time(name string) sim.Time {
	c.t.Helper()
	return sim.Time(c.Duration(name))
}
