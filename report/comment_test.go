package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// crowd is many gates with long and hostile texts.
func crowd(gates int) *Results {
	r := hostileDecided()
	list := r.Gate.Gates
	r.Gate.Gates = nil
	for i := range gates {
		d := list[i%len(list)]
		d.ID = fmt.Sprintf("%s-%d", d.ID, i)
		d.Because = strings.Repeat(d.Because+" 字 ", 1+i%40)
		r.Gate.Gates = append(r.Gate.Gates, d)
	}
	return r
}

// However much there is to say, a comment keeps its limit, is cut between lines
// only, closes what it opens, and says what it leaves out.
func TestCommentFits(t *testing.T) {
	rapid.Check(t, func(p *rapid.T) {
		gates, limit := rapid.IntRange(0, 120).Draw(p, "gates"), rapid.IntRange(600, maxComment).Draw(p, "limit")
		r := crowd(gates)
		text := written(t, func(w io.Writer) error { return writeComment(w, r, Options{}, limit) })
		if len(text) > limit {
			p.Fatalf("%d bytes of %d", len(text), limit)
		}
		commentWhole(p, r, text)
		whole := written(t, func(w io.Writer) error { return writeComment(w, r, Options{}, 1<<30) })
		if cut := strings.Contains(text, "left out here"); cut != (len(text) < len(whole)) {
			p.Fatalf("cut: %v; %d of %d bytes", cut, len(text), len(whole))
		}
	})
	for limit, write := range map[int]func(io.Writer, *Results, Options) error{60 << 10: WriteComment, 1 << 20: WriteStepSummary} {
		text := written(t, func(w io.Writer) error { return write(w, crowd(6000), Options{}) })
		if len(text) > limit || len(text) < limit/2 {
			t.Errorf("%d bytes of %d", len(text), limit)
		}
		commentWhole(t, crowd(6000), text)
	}
}

type fataler interface{ Fatalf(string, ...any) }

// commentWhole checks that nothing in a comment is broken off.
func commentWhole(t fataler, r *Results, text string) {
	if !utf8.ValidString(text) {
		t.Fatalf("a rune is cut")
	}
	if !strings.HasPrefix(text, CommentMarker(r)+"\n") || strings.Count(text, "<!--") != 1 {
		t.Fatalf("the marker is not the only comment and at the beginning: %.80q", text)
	}
	if !strings.HasSuffix(text, "*"+wordFooter+"*\n") {
		t.Fatalf("the footer is missing")
	}
	if strings.Count(text, "\n<details>\n") != strings.Count(text, "\n</details>\n") {
		t.Fatalf("a fold is open")
	}
	fence, pipes := "", 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = strings.TrimSuffix(line, "sh")
		case line == fence:
			fence = ""
		case fence == "" && strings.HasPrefix(line, "| "):
			bars := len(bar.FindAllString(line, -1))
			if pipes > 0 && bars != pipes || !strings.HasSuffix(line, " |") {
				t.Fatalf("a row is broken (%d of %d bars): %q", bars, pipes, line)
			}
			pipes = bars
			continue
		case fence == "" && regexp.MustCompile(`<[^/dsb!]|@[^\x{200b}]`).MatchString(line):
			t.Fatalf("an element or a name that is called: %q", line)
		}
		pipes = 0
	}
	if fence != "" {
		t.Fatalf("a fence is open")
	}
}

// bar is a bar that ends a cell, not an escaped one.
var bar = regexp.MustCompile(`(^| )\|( |$)`)

var workflow = regexp.MustCompile(`^::(error|warning|notice) (file=[^:,\n]+,)?(line=[0-9]+,)?title=[^:,\n]+::[^\r\n]+$`)

// Every annotation is one well-formed line; more than ten of a level become ten,
// the last of which counts the rest.
func TestAnnotations(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(written(t, func(w io.Writer) error { return WriteAnnotations(w, hostileDecided()) }), "\n"), "\n")
	if len(lines) != 4 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if !workflow.MatchString(line) {
			t.Errorf("not a command: %q", line)
		}
	}
	r := decided()
	failing := r.Gate.Gates[1]
	r.Gate.Gates = nil
	for gates := range 15 {
		text := written(t, func(w io.Writer) error { return WriteAnnotations(w, r) })
		if got := strings.Count(text, "::error "); got != min(gates, 10) {
			t.Errorf("%d gates: %d errors", gates, got)
		}
		if more := fmt.Sprintf("::%d more gates", gates-9); strings.Contains(text, more) != (gates > 10) {
			t.Errorf("%d gates: %s", gates, text)
		}
		r.Gate.Gates = append(r.Gate.Gates, failing)
	}
	if text := written(t, func(w io.Writer) error { return WriteAnnotations(w, small()) }); text != "" {
		t.Errorf("of a run: %q", text)
	}
}
