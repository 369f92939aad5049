package report

import (
	"bytes"
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"weir/sim/verdict"
)

// Verification is the record of an examination of the program itself: what it
// claims, and what was measured.
type Verification struct {
	Weir      string  `json:"weir"` // verification/v1
	Version   string  `json:"version"`
	Seed      uint64  `json:"seed"`
	Verdict   string  `json:"verdict"` // pass, fail, inconclusive, no_data: that of the claims, as of gates
	Reproduce string  `json:"reproduce"`
	Proofs    []Proof `json:"proofs"`
}

// Proof is one part of a verification.
type Proof struct {
	Name      string   `json:"name"` // theory, coverage, aa, can-fail, windows
	Title     string   `json:"title"`
	Lead      string   `json:"lead"` // a sentence or two: what is done
	Verdict   string   `json:"verdict"`
	Reproduce string   `json:"reproduce"` // the command line of this part alone
	Claims    []Claim  `json:"claims"`
	Notes     []string `json:"notes,omitempty"`
}

// Claim is one thing that the program claims, with what was measured.
type Claim struct {
	Subject  string   `json:"subject"` // what was examined: a queue, an experiment, a scenario
	Claim    string   `json:"claim"`   // in words: false PASS in at most 3.3 %
	Unit     string   `json:"unit"`    // of the numbers below: share, s, 1, and so on
	Want     *float64 `json:"want"`    // a known value; null where a range is claimed
	Least    *float64 `json:"least"`   // the range claimed; null where it is open or nothing is
	Most     *float64 `json:"most"`
	Measured *float64 `json:"measured"`
	Low      *float64 `json:"low"` // bounds of what was measured
	High     *float64 `json:"high"`
	Z        *float64 `json:"z,omitempty"` // of a known value: how many standard errors off
	N        int      `json:"n"`           // trials, comparisons or replications
	Verdict  string   `json:"verdict"`
	Note     string   `json:"note,omitempty"`
}

// Seal sets the verdicts of the proofs and of the whole from their claims.
func (v *Verification) Seal() {
	v.Weir = "verification/v1"
	var all []Claim
	for i := range v.Proofs {
		v.Proofs[i].Verdict = gravest(v.Proofs[i].Claims).String()
		all = append(all, v.Proofs[i].Claims...)
	}
	v.Verdict = gravest(all).String()
}

// gravest is the verdict of claims together: one function decides, that of gates.
func gravest(claims []Claim) verdict.Verdict {
	rules, decisions := make([]verdict.Rule, len(claims)), make([]verdict.Decision, len(claims))
	for i, c := range claims {
		rules[i].Blocking = true
		decisions[i].Verdict, _ = verdict.Parse(c.Verdict)
	}
	return verdict.Overall(rules, decisions)
}

// Count returns how many claims came out so, of how many.
func (v *Verification) Count(of verdict.Verdict) (n, all int) {
	for _, p := range v.Proofs {
		all += len(p.Claims)
		for _, c := range p.Claims {
			if c.Verdict == of.String() {
				n++
			}
		}
	}
	return n, all
}

// WriteVerificationJSON writes the record.
func WriteVerificationJSON(w io.Writer, v *Verification) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// WriteVerificationText writes a table for each proof, and a sentence.
func WriteVerificationText(w io.Writer, v *Verification, o Options) error {
	width := o.Width
	if width <= 0 {
		width = 100
	}
	style := styler(o.Color)
	var out strings.Builder
	for _, p := range v.Proofs {
		s := proofSheet(p)
		fmt.Fprintf(&out, "%s\n%s\n\n%s\n", style.bold(clean(p.Title)), wrap(clean(p.Lead), width, ""), s.text(width, style))
		for _, note := range s.notes {
			fmt.Fprintln(&out, style.dim(wrap(clean(note), width, "")))
		}
		fmt.Fprintln(&out)
	}
	for _, line := range verificationSentences(v) {
		fmt.Fprintln(&out, wrap(clean(line), width, ""))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// verificationSentences say how the whole came out.
func verificationSentences(v *Verification) []string {
	sentences := make([]string, 0, 3)
	passed, all := v.Count(verdict.Pass)
	sentences = append(sentences, fmt.Sprintf(wordVerifyPassed, passed, all))
	for _, other := range []struct {
		of   verdict.Verdict
		word string
	}{{verdict.Fail, wordVerifyFailed}, {verdict.Inconclusive, wordVerifyInconclusive}, {verdict.NoData, wordVerifyNoData}} {
		if n, _ := v.Count(other.of); n > 0 {
			sentences[0] += fmt.Sprintf("; "+other.word, n)
		}
	}
	sentences[0] += "."
	return append(sentences, fmt.Sprintf(wordVerifyAgain, v.Reproduce))
}

// boundsColumn is where bounds stand in the table of a proof.
const boundsColumn = 4

// proofSheet is the table of a proof.
func proofSheet(p Proof) sheet {
	s := sheet{title: p.Title, notes: p.Notes, columns: []column{{head: wordVerdict}, {head: wordVerifySubject, wrap: prose},
		{head: wordVerifyClaim, wrap: prose}, {head: wordVerifyMeasured, right: true}, {head: wordVerifyBounds, right: true}, {head: wordN, right: true}}}
	subject := ""
	for _, c := range p.Claims {
		v, _ := verdict.Parse(c.Verdict)
		name := c.Subject
		if name == subject {
			name = ""
		}
		subject = c.Subject
		r := row{cells: []string{verdictText(v), name, c.Claim, claimNumber(c.Measured, c.Unit), claimBounds(c), count(c.N)}}
		if c.Note != "" {
			r.below = []string{c.Note}
		}
		s.rows = append(s.rows, r)
	}
	return s
}

// claimNumber writes a number of a claim with its unit.
func claimNumber(x *float64, unit string) string {
	switch {
	case x == nil || !finite(*x):
		return wordMissing
	case unit == "share":
		return fmt.Sprintf("%.4g%%", 100**x)
	case unit == "1" || unit == "":
		return fmt.Sprintf("%.6g", *x)
	}
	return fmt.Sprintf("%.6g %s", *x, unit)
}

// claimBounds writes the bounds of what was measured.
func claimBounds(c Claim) string {
	if c.Low == nil && c.High == nil {
		return wordMissing
	}
	unit := c.Unit
	if unit != "share" {
		unit = "1" // said beside what was measured
	}
	return claimNumber(c.Low, unit) + wordTo + claimNumber(c.High, unit)
}

//go:embed verification.html.tmpl
var verificationTemplate string

// proofView is a proof on the page.
type proofView struct {
	ID, Class, Banner, Title, Lead, Reproduce string
	Heads                                     []cellText
	Claims                                    []claimView
	Notes                                     []string
}

// claimView is a claim on the page, its bounds under what was measured.
type claimView struct {
	Class, Verdict, Subject, Claim, Measured, Bounds, N string
	Below                                               []string
}

// proofViewOf is a proof on the page.
func proofViewOf(p Proof) proofView {
	v, _ := verdict.Parse(p.Verdict)
	view := proofView{ID: p.Name, Class: classOf(v), Banner: verdictText(v), Title: p.Title, Lead: p.Lead, Reproduce: p.Reproduce, Notes: p.Notes}
	table := viewOf(proofSheet(p))
	view.Heads = slices.Delete(slices.Clone(table.Heads), boundsColumn, boundsColumn+1)
	for i, row := range table.Rows {
		v, _ := verdict.Parse(p.Claims[i].Verdict)
		one := claimView{Class: classOf(v), Verdict: row.Name, Below: row.Below}
		for k, to := range []*string{&one.Subject, &one.Claim, &one.Measured, &one.Bounds, &one.N} {
			*to = row.Cells[k].Text
		}
		view.Claims = append(view.Claims, one)
	}
	return view
}

// WriteVerificationHTML writes the record as one page without network or
// JavaScript, for a file on the model.
func WriteVerificationHTML(w io.Writer, v *Verification) error {
	t, err := template.New("verification").Parse(verificationTemplate)
	if err != nil {
		return err
	}
	overall, _ := verdict.Parse(v.Verdict)
	view := struct {
		Title, Class, Banner, Scope string
		Style                       template.CSS
		Lead                        []string
		Proofs                      []proofView
		Provenance                  []pair
		W                           map[string]string
	}{
		Title: wordVerifyTitle, Class: classOf(overall), Banner: verdictText(overall), Scope: wordVerifyScope,
		Style: template.CSS(pageStyle), Lead: verificationSentences(v)[:1], W: map[string]string{"provenance": wordProvenance, "alone": wordVerifyAlone},
		Provenance: []pair{{wordVersionLabel, v.Version}, {wordSeedLabel, fmt.Sprint(v.Seed)}, {wordCommand, v.Reproduce}},
	}
	for _, p := range v.Proofs {
		view.Proofs = append(view.Proofs, proofViewOf(p))
	}
	var out bytes.Buffer
	if err := t.Execute(&out, view); err != nil {
		return err
	}
	_, err = w.Write(printable(out.Bytes()))
	return err
}

// WriteVerification writes verification.json and verification.html into a
// directory that exists.
func WriteVerification(dir string, v *Verification, write WriteFile) error {
	err := write(filepath.Join(dir, "verification.json"), func(w io.Writer) error { return WriteVerificationJSON(w, v) })
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, "verification.html"), func(w io.Writer) error { return WriteVerificationHTML(w, v) })
}
