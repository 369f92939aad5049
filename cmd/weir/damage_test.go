package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"weir/scenarios"
)

// damage changes a text at a random place, in one of the ways in which files go
// wrong.
func damage(r *rand.Rand, text string) string {
	lines := strings.SplitAfter(text, "\n")
	i, at := r.IntN(len(lines)), r.IntN(len(text))
	signs := []string{"\x00", "\xff", "\t", "中", "{", "]", "'", ": ", "&a ", "\r", "- ", "#", "%", "9", "-", " CNY", "null", "~"}
	switch r.IntN(6) {
	case 0: // a line is lost
		return strings.Join(append(lines[:i:i], lines[i+1:]...), "")
	case 1: // a line is there twice
		return strings.Join(append(lines[:i+1:i+1], lines[i:]...), "")
	case 2: // the rest is lost
		return text[:at]
	case 3: // a sign is lost
		return text[:at] + text[at+1:]
	case 4: // a sign is another
		return text[:at] + signs[r.IntN(len(signs))] + text[at+1:]
	default: // a sign too many
		return text[:at] + signs[r.IntN(len(signs))] + text[at:]
	}
}

// A damaged copy of the library is still valid, or it ends with 3 and each error
// has a place; nothing panics, nothing runs and nothing is written.
func TestDamagedLibrary(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	dir := t.TempDir()
	copies := map[string]string{}
	for _, name := range []string{"pay-day-outage", "city-bank", "source-rules"} {
		text := string(scenarios.Builtin(name))
		for _, other := range []string{"city-bank", "source-rules"} { // the files name each other
			text = strings.ReplaceAll(text, ": "+other+"\n", ": "+other+".yaml\n")
		}
		copies[name+".yaml"] = text
	}
	names := []string{"pay-day-outage.yaml", "city-bank.yaml", "source-rules.yaml"}
	scenario, none := filepath.Join(dir, names[0]), filepath.Join(dir, "none")
	placed := regexp.MustCompile(`(?m)^ +--> .*:\d+:\d+$`)
	invalid := 0
	for i := range rounds {
		r := rand.New(rand.NewPCG(2, uint64(i)))
		damaged := names[i%len(names)]
		for _, name := range names {
			text := copies[name]
			if name == damaged {
				text = damage(r, text)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		say := func(what string, out fmt.Stringer) {
			text, _ := os.ReadFile(filepath.Join(dir, damaged))
			t.Fatalf("round %d, %s: %s\n%s\n%s", i, damaged, what, out, text)
		}
		var stdout, stderr bytes.Buffer
		code := run([]string{"validate", scenario}, &stdout, &stderr)
		if code == exitDone {
			continue
		}
		invalid++
		errors := strings.Count("\n"+stderr.String(), "\nerror[") + strings.Count("\n"+stderr.String(), "\nwarning[")
		switch {
		case code != exitInvalid:
			say(fmt.Sprintf("exit code %d", code), &stderr)
		case stdout.Len() > 0:
			say("something on stdout", &stdout)
		case errors == 0 || len(placed.FindAllString(stderr.String(), -1)) < errors:
			say("an error without a place", &stderr)
		case strings.Contains(stderr.String(), "%!"):
			say("a sentence that is not filled", &stderr)
		}
		if i%10 == 0 { // run refuses it too; it need not be asked each time
			var again bytes.Buffer
			if code := run([]string{"run", scenario, "--out", none}, &stdout, &again); code != exitInvalid || !strings.HasPrefix(again.String(), "error[") || stdout.Len() > 0 {
				say(fmt.Sprintf("run ends with %d", code), &again)
			}
		}
	}
	if invalid < rounds/3 {
		t.Errorf("only %d of %d are invalid", invalid, rounds)
	}
	if found, _ := os.ReadDir(dir); len(found) != len(names) {
		t.Errorf("something was written: %v", found)
	}
}
