package model

import (
	"os"
	"strings"
	"testing"

	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/param"
)

// A small institution whose customers all follow one law of activity; ACTIVITY
// and SEGMENT stand for what a test is about.
const plainInstitution = `
title: A plain institution
holidays: none
time_zone: UTC
systems: {core: {}}
channels: {app: {needs: [core]}}
activities:
  only: {ACTIVITY}
segments:
  all: {share: 100%, activities: {only: 100%}, balance: 1000000000 CNY, amounts: {pay: 1 CNY}SEGMENT}
desks:
  dormancy_approval: {servers: 1000, service: 1s}
`

const plainPolicy = `
tiers:
  basic: {functions: [query, pay, transfer], daily_limit: 1000000 CNY}
dormancy:
  basic: {after: 90d}
  approval: {desks: [dormancy_approval]}
`

// plain returns a plan of the plain institution, ready to run.
func plain(t testing.TB, activity, segment string, customers int, length sim.Duration) *Plan {
	t.Helper()
	p := &Plan{Institution: new(Institution), Policy: new(Policy), Customers: customers,
		Start: calendar.Civil{Year: 2025, Month: 1, Day: 1}, Length: length, Seed: 1}
	text := strings.NewReplacer("ACTIVITY", activity, "SEGMENT", segment).Replace(plainInstitution)
	bind(t, "institution.yaml", text, p.Institution)
	bind(t, "policy.yaml", plainPolicy, p.Policy)
	return ready(t, p)
}

// cityBank returns a plan of the library's own institution and policy.
func cityBank(t testing.TB, customers int, length sim.Duration) *Plan {
	t.Helper()
	p := &Plan{Institution: new(Institution), Policy: new(Policy), Customers: customers,
		Start: calendar.Civil{Year: 2025, Month: 1, Day: 1}, Length: length,
		Warmup: 30 * sim.Day, Cooldown: 30 * sim.Day, Seed: 1}
	bind(t, "city-bank.yaml", read(t, "../scenarios/library/city-bank.yaml"), p.Institution)
	bind(t, "source-rules.yaml", read(t, "../scenarios/library/source-rules.yaml"), p.Policy)
	return ready(t, p)
}

// The least that makes a policy: tiers with a daily limit, and one desk that
// decides about idle accounts.
const bareRules = `
large_transfer: 50000 CNY
tiers:
  basic: {functions: [query, pay, transfer], daily_limit: 1000 CNY}
  intermediate: {functions: [query, pay, transfer], daily_limit: 50000 CNY}
  advanced: {functions: [query, pay, transfer, large_transfer], assessed: {multiple: 2, least: 50000 CNY, most: 5000000 CNY}}
dormancy:
  basic: {after: 90d}
  approval: {desks: [risk_approval]}
`

// bareBank returns a plan of the library's own institution whose customers are
// not contacted and accept what they are told, under the least of policies.
func bareBank(t testing.TB, customers int, length sim.Duration) *Plan {
	t.Helper()
	p := cityBank(t, customers, length)
	p.Institution.HasContact, p.Institution.Reacts, p.Institution.Overreach = false, false, 0
	p.Policy, p.StartPolicy = new(Policy), nil
	bind(t, "policy.yaml", bareRules, p.Policy)
	return ready(t, p)
}

func ready(t testing.TB, p *Plan) *Plan {
	t.Helper()
	if p.StartPolicy == nil {
		p.StartPolicy = p.Policy
	}
	p.Population = &p.Institution.Population
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bind(t testing.TB, name, text string, into param.Declarer) {
	t.Helper()
	v, problems := param.Parse(name, []byte(text))
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	s.Text(new(string), "weir", "", "Kind of file.")
	into.Declare(s)
	problems = append(problems, s.Bind(v)...)
	for _, p := range problems {
		t.Fatalf("%s:%d:%d %s %v", p.Pos.File, p.Pos.Line, p.Pos.Column, p.Code, p.Args)
	}
}
