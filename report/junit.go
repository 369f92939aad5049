package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"weir/sim/verdict"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes junit.xml: a suite for each scenario, a case for each gate.
// FAIL is a failure, INCONCLUSIVE and NO DATA are errors, since nothing was
// shown; a gate that only warns passes, with its verdict as output. Results
// without verdicts give an empty list. Times are left out: results know none.
func WriteJUnit(w io.Writer, r *Results) error {
	all := junitSuites{Name: clean(titleOf(r))}
	if r.Gate != nil {
		for _, d := range r.Gate.Gates {
			suite := all.suite(r, scenarioOf(r, d))
			suite.add(junitCaseOf(r, d))
		}
	}
	for _, s := range all.Suites {
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

// scenarioOf is the scenario that a gate was decided in.
func scenarioOf(r *Results, d Decided) string {
	if d.Scenario != "" {
		return d.Scenario
	}
	return r.Scenario
}

// suite returns the suite of a scenario, a new one for the first of its gates.
func (all *junitSuites) suite(r *Results, scenario string) *junitSuite {
	scenario = clean(scenario)
	for i := range all.Suites {
		if all.Suites[i].Name == scenario {
			return &all.Suites[i]
		}
	}
	v := r.Gate
	all.Suites = append(all.Suites, junitSuite{Name: scenario, Properties: []junitProperty{
		{"seed", fmt.Sprint(r.Seed)}, {"budget", clean(v.Budget)}, {"verdict", verdictOf(v.Verdict).Word()},
		{"reproduce", clean(v.Reproduce)}, {"note", wordFooter}}})
	return &all.Suites[len(all.Suites)-1]
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
}

func junitCaseOf(r *Results, d Decided) junitCase {
	v := verdictOf(d.Verdict)
	c := junitCase{Class: clean(scenarioOf(r, d)), Name: clean(d.ID), File: clean(d.File), Line: d.Line}
	text := strings.Join(append([]string{gateLine(d)}, d.reasons(r.Gate)...), "\n")
	problem := &junitProblem{Message: clean(gateLine(d)), Type: v.Word(), Text: cleanLines(text)}
	switch {
	case d.warns() || v == verdict.Pass:
		c.Out = cleanLines(text)
	case v == verdict.Fail:
		c.Failure = problem
	default:
		c.Error = problem
	}
	return c
}

// gateLine is a gate in one line: verdict, rule, what was observed, what
// that shows.
func gateLine(d Decided) string {
	return fmt.Sprintf(wordGateLine, verdictText(verdictOf(d.Verdict)), d.Expect, observed(d.Gate), count(d.N), d.evidence())
}

// cleanLines removes control characters but ends of lines.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return strings.Join(lines, "\n")
}
