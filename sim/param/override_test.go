package param

import (
	"fmt"
	"testing"
)

// manner is something that some have otherwise.
type manner struct {
	Share float64
	Parts int64
	Mix   []Weighted
	Delay Dist
}

// someone has a manner otherwise.
type someone struct {
	Override[manner]
	id string
}

func (m *manner) declare(s *Set, o *Override[manner]) {
	o.Field(s.Share(&m.Share, "share", o.Default("40%"), "A share.").Assumed("x"))
	o.Field(s.Count(&m.Parts, "parts", o.Default("5"), "A number.").Range("0", "9").From(Verified, "src:C17"))
	o.Field(s.Mix(&m.Mix, "mix", o.Default("{app: 100%}"), "A mix.").Assumed("x"))
	o.Field(s.Dist(&m.Delay, KindDuration, "delay", o.Default("1h"), "A time.").Assumed("x"))
}

// TestOverride: what is written counts, nothing included; the rest is as the
// others have it.
func TestOverride(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{}", "0.4 5 [{app 1}] 1h"},
		{"{some: {}}", "0.4 5 [{app 1}] 1h"},
		{"{some: {share: 0%}}", "0 5 [{app 1}] 1h"},
		{"{some: {parts: 0, mix: {web: 100%}}}", "0.4 0 [{web 1}] 1h"},
		{"{some: {delay: 2h}, default: {share: 10%, delay: 3h}}", "0.1 5 [{app 1}] 2h"},
		{"{some: {share: 40%}, default: {share: 10%}}", "0.4 5 [{app 1}] 1h"},
		{"{more: {share: 1%}, some: {parts: 2}, less: {delay: 9h}}", "0.4 2 [{app 1}] 1h"},
		{"{some: {parts: 10}}", "W115"},
	} {
		var all manner
		var some []someone
		s := New(testUnits())
		s.Group("default", "All.", func(s *Set) { all.declare(s, nil) })
		Rest(s, "A sort", "Some.", &some, func(id string, o *someone, s *Set) {
			o.id = id
			o.Own.declare(s, &o.Override)
		})
		for _, fault := range s.Lint() {
			t.Error(fault)
		}
		tree, problems := Parse("x.yaml", []byte(c.text))
		var got string
		for _, p := range append(problems, s.Bind(tree)...) {
			got += p.Code
		}
		if got == "" {
			m := all
			for _, o := range some {
				if o.id == "some" {
					m = o.Over(all)
				}
			}
			got = fmt.Sprintf("%v %v %v %v", m.Share, m.Parts, m.Mix, m.Delay.Text)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

// TestOverrideForeign: a declaration that is for something else is refused.
func TestOverrideForeign(t *testing.T) {
	var o Override[manner]
	var elsewhere float64
	s := New(testUnits())
	defer func() {
		if recover() == nil {
			t.Error("a field of nothing was taken")
		}
	}()
	o.Field(s.Share(&elsewhere, "share", "", "A share."))
}
