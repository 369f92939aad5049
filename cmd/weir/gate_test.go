package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/report"
	"weir/scenarios"
	"weir/sim/verdict"
)

// The exit code is that of the verdict that text, Markdown and JSON tell and that
// JUnit's failures and errors amount to, whatever becomes of the gates.
func TestExitCodeAgrees(t *testing.T) {
	words := map[int]verdict.Verdict{exitDone: verdict.Pass, exitFail: verdict.Fail, exitInconclusive: verdict.Inconclusive, exitNoData: verdict.NoData}
	rapid.Check(t, func(t *rapid.T) {
		overall, r := drawnVerdicts(t)
		code := exitOf(overall)
		want, ok := words[code]
		if !ok {
			t.Fatalf("exit code %d of %s", code, overall)
		}
		if err := verdictError(overall); (err == nil) != (code == exitDone) {
			t.Fatalf("%v with the exit code %d", err, code)
		}
		var text, comment, markdown, page, junit, results bytes.Buffer
		for _, err := range []error{report.WriteText(&text, r, options()), report.WriteComment(&comment, r, options()), report.WriteMarkdown(&markdown, r, options()),
			report.WriteHTML(&page, r, options()), report.WriteJUnit(&junit, r), report.WriteJSON(&results, r)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		line := fmt.Sprintf("%s. Of ", want.Word())
		for form, all := range map[string]string{"text": text.String(), "comment": comment.String(), "markdown": markdown.String(), "page": page.String()} {
			if !strings.Contains(all, line) {
				t.Fatalf("exit code %d, and %s lacks %q", code, form, line)
			}
		}
		var back report.Results
		if err := json.Unmarshal(results.Bytes(), &back); err != nil || back.Gate.Verdict != want.String() {
			t.Fatalf("exit code %d, and JSON says %v %v", code, back.Gate, err)
		}
		if failures, errors := counted(t, junit.Bytes()); (failures > 0) != (code == exitFail) || (failures+errors == 0) != (code == exitDone) {
			t.Fatalf("exit code %d, and JUnit has %d failures and %d errors", code, failures, errors)
		}
	})
}

// drawnVerdicts are gates of any outcome with what they amount to. One blocks.
func drawnVerdicts(t *rapid.T) (verdict.Verdict, *report.Results) {
	r := &report.Results{Scenario: "drawn", Gate: &report.Verdicts{Budget: "ci"}}
	var rules []verdict.Rule
	var decisions []verdict.Decision
	for i := range rapid.IntRange(1, 6).Draw(t, "gates") {
		v := rapid.SampledFrom([]verdict.Verdict{verdict.NoData, verdict.Inconclusive, verdict.Fail, verdict.Pass, verdict.Pass}).Draw(t, "verdict")
		blocks := i == 0 || rapid.Bool().Draw(t, "blocks")
		rules, decisions = append(rules, verdict.Rule{Blocking: blocks}), append(decisions, verdict.Decision{Verdict: v})
		r.Gate.Gates = append(r.Gate.Gates, report.Decided{Verdict: v.String(), Severity: map[bool]string{true: "block", false: "warn"}[blocks],
			Gate: report.Gate{ID: fmt.Sprint("gate-", i), Expect: "m <= 1", Operator: "<=", Unit: "1", Limit: 1}})
	}
	overall := verdict.Overall(rules, decisions)
	r.Gate.Verdict = overall.String()
	return overall, r
}

// counted returns the failures and errors that JUnit reports in all.
func counted(t *rapid.T, text []byte) (failures, errors int) {
	var suites struct {
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatal(err)
	}
	return suites.Failures, suites.Errors
}

// No gate of the library is one that its scenario's budget can never decide.
func TestLibraryGatesAreDecidable(t *testing.T) {
	seen := 0
	for _, e := range scenarios.Library() {
		if e.Kind != scenarios.KindScenario {
			continue
		}
		seen++
		if report := preflightOf(e.Name); report.Failed() {
			t.Errorf("%s:\n%s", e.Name, report.Text())
		}
	}
	if seen < 10 {
		t.Errorf("only %d scenarios", seen)
	}
}
