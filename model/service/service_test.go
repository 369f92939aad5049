package service

import (
	"testing"

	"weir/sim"
	"weir/sim/param"
)

// TestDeclared: desks keep their order and their names, and each its own
// configuration.
func TestDeclared(t *testing.T) {
	text := "{desks: {calls: {servers: 7, service: 3m, deadline: 20m}, approvals: {servers: 2, service: 6m}}}"
	v, problems := param.Parse("institution.yaml", []byte(text))
	var p Params
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	p.Declare(s)
	if problems = append(problems, s.Bind(v)...); len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(p.Desks) != 2 || p.Index("calls") != 0 || p.Index("approvals") != 1 || p.Index("chat") != -1 {
		t.Fatalf("desks %+v", p.Desks)
	}
	calls, approvals := p.Desks[0], p.Desks[1]
	if calls.ID != "calls" || calls.Servers != 7 || calls.Deadline.After != 20*sim.Minute {
		t.Errorf("calls %+v", calls)
	}
	if approvals.ID != "approvals" || approvals.Servers != 2 || approvals.Deadline != (param.Deadline{}) {
		t.Errorf("approvals %+v", approvals)
	}
}
