package desk

import (
	"strings"

	"weir/sim"
	"weir/sim/param"
)

// ReadKnown reads verification cases: a YAML list of {id, desk, expect}. All
// problems are returned; with any, the cases are not to be run.
func ReadKnown(file string, src []byte) ([]Known, []param.Problem) {
	tree, problems := param.Parse(file, src)
	if tree == nil || len(problems) > 0 {
		return nil, problems
	}
	var cases []Known
	set := param.New(param.Units{})
	param.List(set, "cases", "Queues with known answers.", &cases, func(id string, k *Known, s *param.Set) {
		k.ID = id
		s.Text(new(string), "id", "", "The name of the case.").Required()
		s.Group("desk", "The desk, with the arrivals it gets.", k.Desk.Declare)
		s.Raw(&k.expect, "expect", "Known values by name.").Required()
		s.Text(&k.Note, "note", "", "Anything a reader should know.")
	}).Called("verification case")
	entry := param.Entry{Key: "cases", Pos: tree.Pos, Value: tree}
	problems = set.Bind(&param.Value{Pos: tree.Pos, Kind: param.Mapping, Entries: []param.Entry{entry}})
	for i := range cases {
		problems = append(problems, cases[i].readExpect()...)
	}
	param.SortProblems(problems)
	return cases, problems
}

// readExpect turns the entries under expect into Expectations.
func (k *Known) readExpect() []param.Problem {
	var problems []param.Problem
	if k.expect == nil {
		return nil
	}
	for _, e := range k.expect.Entries {
		var limit sim.Duration
		if _, rest, ok := strings.Cut(e.Key, "("); ok {
			text, _, _ := strings.Cut(rest, ")")
			problems = append(problems, bindOne(text, e.Pos, func(s *param.Set) { s.Duration(&limit, "value", "", "").Required() })...)
		}
		x, err := k.Expected(e.Key, limit, 0)
		if err != nil {
			problems = append(problems, param.Problem{Code: "W176", Pos: e.Pos, Args: []any{e.Key, strings.Join(statisticNames[:], ", ")}})
			continue
		}
		problems = append(problems, x.readWant(e.Value)...)
		k.Expect = append(k.Expect, x)
	}
	return problems
}

// readWant reads the known value in its unit.
func (e *Expectation) readWant(v *param.Value) []param.Problem {
	if e.What.Unit() == "1" {
		return bindOne(v.Text, v.Pos, func(s *param.Set) { s.Number(&e.Want, "value", "", "").Required() })
	}
	var wait sim.Duration
	problems := bindOne(v.Text, v.Pos, func(s *param.Set) { s.Duration(&wait, "value", "", "").Required() })
	e.Want = wait.Seconds()
	return problems
}

// bindOne reads one scalar by a declaration called value.
func bindOne(text string, pos param.Pos, declare func(*param.Set)) []param.Problem {
	set := param.New(param.Units{})
	declare(set)
	scalar := &param.Value{Pos: pos, Kind: param.Scalar, Text: text}
	entry := param.Entry{Key: "value", Pos: pos, Value: scalar}
	return set.Bind(&param.Value{Pos: pos, Kind: param.Mapping, Entries: []param.Entry{entry}})
}
