package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// The most bytes that a comment and a step's summary may have. GitHub takes
// 65,536 characters and 1 MiB.
const (
	maxComment = 60 << 10
	maxSummary = 1<<20 - 1<<10
)

// CommentMarker is the first line of a comment, an HTML comment that nobody
// sees: whoever posts the next comment of the scenario finds this one by it and
// puts the new one in its place.
func CommentMarker(r *Results) string { return "<!-- weir gate " + stem(r.Scenario) + " -->" }

// WriteComment writes gate.md: the verdicts as a Markdown comment of at most
// 60 KiB for a pull request, in order of importance, details folded. What does
// not fit is left out by whole lines, and the comment says so.
func WriteComment(w io.Writer, r *Results, o Options) error {
	return writeComment(w, r, o, maxComment)
}

// WriteStepSummary writes the same for the file GITHUB_STEP_SUMMARY, which may
// have 1 MiB.
func WriteStepSummary(w io.Writer, r *Results, o Options) error {
	return writeComment(w, r, o, maxSummary)
}

func writeComment(w io.Writer, r *Results, o Options, limit int) error {
	c := comment{limit: limit}
	c.add(piece{lines: []string{CommentMarker(r) + "\n"}})
	footer := fmt.Sprintf("\n*%s*\n", commentText(wordFooter))
	c.limit -= len(footer) + len(fmt.Sprintf(wordCutRows, count(1<<60))) + 8
	for _, p := range commentPieces(r, o) {
		c.add(p)
	}
	if c.left > 0 {
		fmt.Fprintf(&c.out, "\n**%s**\n", commentText(fmt.Sprintf(wordCutRows, count(c.left))))
	}
	_, err := io.WriteString(w, c.out.String()+footer)
	return err
}

// comment takes pieces as long as there is room.
type comment struct {
	out   strings.Builder
	limit int // bytes
	left  int // lines without room
}

// piece is lines that stand alone between an opening and a closing: a table's
// rows under its head, a fence's lines, a list in a fold.
type piece struct {
	open  string
	lines []string
	shut  string
}

// add writes a piece, or as many of its lines as there is room for.
func (c *comment) add(p piece) {
	room := c.limit - c.out.Len() - len(p.open) - len(p.shut)
	kept := 0
	for kept < len(p.lines) && len(p.lines[kept]) <= room {
		room -= len(p.lines[kept])
		kept++
	}
	c.left += len(p.lines) - kept
	if kept > 0 {
		c.out.WriteString(p.open + strings.Join(p.lines[:kept], "") + p.shut)
	}
}

// commentPieces are the parts of a comment, the most important first.
func commentPieces(r *Results, o Options) []piece {
	v := r.Gate
	if v == nil {
		return []piece{{lines: []string{"\n" + commentText(titleOf(r)) + "\n"}}}
	}
	verdict := verdictOf(v.Verdict)
	list := []piece{{lines: []string{fmt.Sprintf("\n## %s: %s\n", verdictText(verdict), commentText(brief80(titleOf(r))))}},
		{lines: []string{"\n" + commentText(verdictSentence(v)) + "\n"}}}
	if v.Budget == BudgetQuick {
		list = append(list, piece{lines: []string{"\n> **" + commentText(wordQuick) + "**\n"}})
	}
	for _, line := range gateLead(r)[1:] {
		if line == wordQuick {
			continue // it stands above, where nobody misses it
		}
		list = append(list, piece{lines: []string{"\n" + commentText(line) + "\n"}})
	}
	list = append(list, tablePiece(decidedSheet(r, math.MaxInt)))
	for _, s := range append(listed(policySheets(v.Policy, wordPolicy)), loosenedSheets(v)...) {
		list = append(list, piece{lines: []string{"\n### " + commentText(s.title) + "\n"}}, tablePiece(s))
	}
	list = append(list, commandsPiece(r), detailsPiece(r))
	for _, note := range notes(r, o) {
		list = append(list, piece{lines: []string{"\n- " + commentText(note) + "\n"}})
	}
	return list
}

// brief80 is a text cut to the length of a heading.
func brief80(s string) string {
	if list := []rune(s); len(list) > 80 {
		return string(list[:79]) + wordOpen
	}
	return s
}

// tablePiece is a table whose rows may be left out one by one.
func tablePiece(s sheet) piece {
	lines := strings.SplitAfter(strings.TrimSuffix(s.markdown(), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	for i := range lines {
		lines[i] = mute(lines[i])
	}
	return piece{open: "\n" + lines[0] + lines[1], lines: lines[2:]}
}

// commandsPiece holds the command lines in a fence that none of them can end.
func commandsPiece(r *Results) piece {
	p := piece{}
	for _, line := range gateCommands(r) {
		p.lines = append(p.lines, clean(line)+"\n")
	}
	fence := fenceFor(strings.Join(p.lines, ""))
	p.open, p.shut = "\n"+fence+"sh\n", fence+"\n"
	return p
}

// fenceFor is a fence longer than any row of backticks in a text.
func fenceFor(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence
}

// detailsPiece folds the reasons of every gate.
func detailsPiece(r *Results) piece {
	p := piece{open: "\n<details>\n<summary>" + wordDetails + "</summary>\n\n", shut: "\n</details>\n"}
	for _, d := range r.Gate.Gates {
		text := "- **" + commentText(strings.TrimSpace(clean(d.ID))) + "** " + commentText(gateLine(d))
		for _, reason := range d.reasons(r.Gate) {
			text += "<br>" + commentText(reason)
		}
		p.lines = append(p.lines, text+"\n")
	}
	return p
}

// commentText is Markdown text that calls nobody.
func commentText(s string) string { return mute(markdownText(s)) }

// mute keeps names after an at sign from being told of a comment.
func mute(s string) string { return strings.ReplaceAll(s, "@", "@\u200b") }
