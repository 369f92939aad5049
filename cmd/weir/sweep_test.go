package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"weir/scenarios"
)

// laidOut is a sweep of a scenario before anything is simulated, or why there is none.
func laidOut(name string, f sweepFlags) (*swept, string) {
	var said bytes.Buffer
	p := &program{stdout: io.Discard, stderr: &said, env: func(string) (string, bool) { return "", false }}
	if f.points == 0 {
		f.points = defaultPoints
	}
	loaded, err := p.loadWith(name, f.common, func(o *scenarios.Options) error {
		o.Vary, o.Varies = f.vary, true
		return nil
	})
	var s *swept
	if err == nil {
		s, err = p.layOut(loaded, &f)
	}
	if err != nil {
		said.WriteString(err.Error())
	}
	return s, said.String()
}

// names are the points of a sweep.
func names(s *swept) []string {
	var out []string
	for _, p := range s.points {
		out = append(out, p.Name)
	}
	return out
}

// TestLibrarySweeps: what the library's scenarios offer to vary is valid at every
// point, more than one of them, and holds the front's metrics.
func TestLibrarySweeps(t *testing.T) {
	offered := 0
	for _, e := range scenarios.Library() {
		if e.Kind != scenarios.KindScenario {
			continue
		}
		s, said := laidOut(e.Name, sweepFlags{})
		if strings.Contains(said, "nothing to vary") {
			continue
		}
		offered++
		if s == nil || len(s.points) < 4 {
			t.Errorf("%s: %s", e.Name, said)
		}
	}
	if offered < 10 {
		t.Errorf("%d scenarios offer a sweep", offered)
	}
}

// TestDesigns: the base first, then the points of the design; what is the base under
// another name is the base.
func TestDesigns(t *testing.T) {
	limit, after := "policy.tiers.basic.daily_limit=2000 CNY|500 CNY|1000 CNY", "policy.dormancy.basic.after=60d|90d"
	fraud := "institution.overreach=1%|2%"
	for _, test := range []struct {
		flags sweepFlags
		want  string
	}{
		{sweepFlags{vary: []string{limit}}, "base; basic.daily_limit=500 CNY; basic.daily_limit=2000 CNY"},
		{sweepFlags{vary: []string{limit, after}}, "base; basic.daily_limit=500 CNY, basic.after=60d; basic.daily_limit=500 CNY, basic.after=90d; " +
			"basic.daily_limit=1000 CNY, basic.after=60d; basic.daily_limit=2000 CNY, basic.after=60d; basic.daily_limit=2000 CNY, basic.after=90d"},
		{sweepFlags{vary: []string{limit, after, fraud}}, "base; basic.daily_limit=500 CNY; basic.daily_limit=2000 CNY; basic.after=60d; institution.overreach=1%; institution.overreach=2%"},
		{sweepFlags{vary: []string{limit, after}, design: "oat"}, "base; basic.daily_limit=500 CNY; basic.daily_limit=2000 CNY; basic.after=60d"},
	} {
		s, said := laidOut("tier-limits", test.flags)
		if s == nil {
			t.Fatal(said)
		}
		if got := strings.Join(names(s), "; "); got != test.want {
			t.Errorf("%+v\n%s\nwant\n%s", test.flags, got, test.want)
		}
		if s.points[0].Texts[0] != "1000 CNY" || s.points[0].Values[0] != 1000 || s.points[1].Values[0] != 500 {
			t.Errorf("base %+v, first %+v", s.points[0], s.points[1])
		}
		if s.design == "oat" && (s.ends[0] != [2]int{1, 2} || s.ends[1] != [2]int{3, 0}) {
			t.Errorf("ends %v", s.ends)
		}
	}
}

// TestBaseAsWritten: the base stands in the design as the design writes it, so that
// it has its place in a table of the design's values.
func TestBaseAsWritten(t *testing.T) {
	s, said := laidOut("tier-limits", sweepFlags{vary: []string{"policy.dormancy.basic.after=60d|2160h"}})
	if s == nil || len(s.points) != 2 || s.points[0].Texts[0] != "2160h" || s.points[0].Values[0] != 90 {
		t.Errorf("%s %+v", said, s)
	}
}

// TestLatinHypercube: as many points as asked for, each third of the range as often,
// the same again, and a word as often as its fellows.
func TestLatinHypercube(t *testing.T) {
	f := sweepFlags{vary: []string{"policy.dormancy.basic.after=100d..400d:2:lin", "policy.dormancy.going_live=new_only|all"}, design: "lhs", points: 12}
	s, said := laidOut("dormancy-going-live", f)
	if s == nil {
		t.Fatal(said)
	}
	again, _ := laidOut("dormancy-going-live", f)
	if !slices.Equal(names(s), names(again)) || len(s.points) != 13 {
		t.Error(names(s))
	}
	thirds, words := map[int]int{}, map[string]int{}
	for _, p := range s.points[1:] {
		thirds[int(p.Values[0]-100)/100]++
		words[p.Texts[1]]++
		if p.Values[1] == p.Values[1] {
			t.Errorf("%s: a word is the number %g", p.Name, p.Values[1])
		}
	}
	if thirds[0] != 4 || thirds[1] != 4 || thirds[2] != 4 || words["new_only"] != 6 {
		t.Error(thirds, words)
	}
}

// TestSweepRefusals: what cannot be swept is said before anything runs.
func TestSweepRefusals(t *testing.T) {
	for _, test := range []struct {
		flags sweepFlags
		want  string
	}{
		{sweepFlags{vary: []string{"policy.dormancy.basic.after=30d..365d:40", "policy.tiers.basic.daily_limit=1 CNY..500 CNY:50"}}, "40 × 50 = 2000 points"},
		{sweepFlags{front: "risk.gone.open"}, "want two metrics"},
		{sweepFlags{front: "risk.gone.open,risk.gone.open"}, "want two metrics"},
		{sweepFlags{front: "risk.gone.open,customer.idle.share"}, "neither more nor less is better"},
		{sweepFlags{metrics: []string{"customer.flags"}}, "there is no such metric"},
		{sweepFlags{vary: []string{"policy.tiers.basic.daily_limit=1000 CNY|40000 CNY", "policy.tiers.intermediate.daily_limit=20000 CNY|50000 CNY"}},
			"--> point basic.daily_limit=40000 CNY, intermediate.daily_limit=20000 CNY"},
	} {
		if s, said := laidOut("tier-limits", test.flags); s != nil || !strings.Contains(said, test.want) {
			t.Errorf("%+v: %s", test.flags, said)
		}
	}
	if s, said := laidOut("tier-limits", sweepFlags{front: "customer.flags.rate{tier=basic},risk.gone.open", metrics: []string{"customer.restricted.count"}}); s == nil ||
		!slices.Equal(s.surface.Metrics(), []string{"customer.restricted.count", "customer.flags.rate{tier=basic}", "risk.gone.open"}) {
		t.Error(said)
	}
}

// TestSplitMetrics: a comma among labels does not separate metrics.
func TestSplitMetrics(t *testing.T) {
	if got := splitMetrics("a.b{tier=basic,segment=regular},c.d"); !slices.Equal(got, []string{"a.b{tier=basic,segment=regular}", "c.d"}) {
		t.Error(got)
	}
}
