package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"weir/sim/verdict"
)

// examined is a verification with a claim of each verdict.
func examined() *Verification {
	x := func(x float64) *float64 { return &x }
	v := &Verification{Version: "1.0", Seed: 7, Reproduce: "weir verify --seed 7", Proofs: []Proof{
		{Name: "theory", Title: "Queues", Lead: "Simulated.", Reproduce: "weir verify --only theory", Claims: []Claim{
			{Subject: "mm1", Claim: "wait.mean is 3600 s", Unit: "s", Want: x(3600), Measured: x(3590), Low: x(3500), High: x(3680), Z: x(-.2), N: 64, Verdict: "pass"},
		}},
		{Name: "coverage", Title: "Errors <b>", Lead: "Trials.", Notes: []string{"A note."}, Claims: []Claim{
			{Subject: "mean at its limit", Claim: "false PASS in at most 3.3 %", Unit: "share", Most: x(.033), Measured: x(.0222), Low: x(.019), High: x(.0256), N: 20000, Verdict: "pass"},
			{Subject: "mean at its limit", Claim: "false FAIL in at most 3.3 %", Unit: "share", Most: x(.033), Measured: x(.03), Low: x(.02), High: x(.04), N: 300, Verdict: "inconclusive", Note: "300 trials do not tell"},
			{Subject: "shocks", Claim: "none", N: 0, Verdict: "no_data"},
		}},
	}}
	v.Seal()
	return v
}

// The gravest claim decides, as with gates; nothing examined is no pass.
func TestSeal(t *testing.T) {
	v := examined()
	if v.Verdict != "no_data" || v.Proofs[0].Verdict != "pass" || v.Proofs[1].Verdict != "no_data" {
		t.Errorf("%s, %s, %s", v.Verdict, v.Proofs[0].Verdict, v.Proofs[1].Verdict)
	}
	v.Proofs[0].Claims[0].Verdict = "fail"
	if v.Seal(); v.Verdict != "fail" {
		t.Errorf("one fails: %s", v.Verdict)
	}
	empty := &Verification{}
	if empty.Seal(); empty.Verdict != "no_data" {
		t.Errorf("nothing examined: %s", empty.Verdict)
	}
	if n, all := examined().Count(verdict.Pass); n != 2 || all != 4 {
		t.Errorf("%d of %d", n, all)
	}
}

// All three forms say the same of every claim.
func TestVerificationForms(t *testing.T) {
	v := examined()
	var text, page, record bytes.Buffer
	for _, err := range []error{WriteVerificationText(&text, v, Options{Width: 200}), WriteVerificationHTML(&page, v), WriteVerificationJSON(&record, v)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"✓ PASS", "? INCONCLUSIVE", "∅ NO DATA", "2.22%", "1.9% to 2.56%", "3590 s", "3500 to 3680", "300 trials do not tell",
		"2 of 4 claims are shown; 1 are INCONCLUSIVE", "weir verify --seed 7"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("text lacks %q:\n%s", want, &text)
		}
		if !strings.Contains(page.String(), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	for _, not := range []string{"<script", "http://", "https://", "Errors <b>", "NaN", "<no value>"} {
		if strings.Contains(strings.ReplaceAll(page.String(), "http://www.w3.org/1999/xhtml", ""), not) {
			t.Errorf("page has %q", not)
		}
	}
	var back Verification
	if err := json.Unmarshal(record.Bytes(), &back); err != nil || back.Proofs[1].Claims[1].Verdict != "inconclusive" || back.Proofs[1].Claims[2].Measured != nil {
		t.Errorf("%v: %+v", err, back)
	}
}
