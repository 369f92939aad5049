package desk

import (
	"testing"

	"weir/sim"
	"weir/sim/param"
)

func TestDeclarations(t *testing.T) {
	set := param.New(param.Units{})
	new(Config).Declare(set)
	for _, fault := range set.Lint() {
		t.Error(fault)
	}
}

// Every key of a desk reaches the configuration.
func TestDeclareReadsEverything(t *testing.T) {
	text := `
servers: 1
staff: [{id: day, hours: "Mon-Fri 09:00-17:00", servers: 7}]
places: 9
closed: refuse
arrivals: 2/d
service: 3m
patience: 4m
deadline: 7wd
error: 5%
absence: 6%
surge: {servers: 1, queue: 2, wait: 3m, delay: 4m, until: 5, stay: 6m}
redial: {share: 7%, after: 8m, tries: 9}
classes:
  - {name: a, priority: 2, topics: [x, y], arrivals: 3/d, service: 4m, patience: 5m, deadline: 6h, error: 0%}
  - name: b
`
	tree, problems := param.Parse("desk.yaml", []byte(text))
	var cfg Config
	set := param.New(param.Units{})
	cfg.Declare(set)
	if problems = append(problems, set.Bind(tree)...); len(problems) > 0 {
		t.Fatal(problems)
	}
	a, b := cfg.Classes[0], cfg.Classes[1]
	means := []float64{cfg.Service.Mean(), cfg.Patience.Mean(), cfg.Redial.After.Mean(), a.Service.Mean(), a.Patience.Mean()}
	for i, minutes := range []float64{3, 4, 8, 4, 5} {
		if means[i] != minutes*float64(sim.Minute) {
			t.Errorf("mean %d is %v, want %v minutes", i, means[i], minutes)
		}
	}
	if len(cfg.Shifts) != 1 || cfg.Shifts[0] != (Shift{"day", "Mon-Fri 09:00-17:00", 7}) {
		t.Errorf("shifts %+v", cfg.Shifts)
	}
	if cfg.Servers != 1 || cfg.Places != 9 || cfg.Closed != RefuseWhenClosed || cfg.Arrivals != 2 || cfg.Wrong != 0.05 || cfg.Absence != 0.06 ||
		cfg.Deadline != (param.Deadline{WorkingDays: 7}) || cfg.Redial.Share != 0.07 || cfg.Redial.Tries != 9 {
		t.Errorf("%+v", cfg)
	}
	if cfg.Surge != (Surge{1, 2, 3 * sim.Minute, 4 * sim.Minute, 5, 6 * sim.Minute}) {
		t.Errorf("surge %+v", cfg.Surge)
	}
	if a.Name != "a" || a.Priority != 2 || len(a.Topics) != 2 || a.Arrivals != 3 || !a.HasDeadline || !a.HasWrong || a.Wrong != 0 ||
		a.Deadline != (param.Deadline{After: 6 * sim.Hour}) {
		t.Errorf("class a %+v", a)
	}
	if b.Name != "b" || b.Priority != 1 || b.HasDeadline || b.HasWrong || b.Service.Dist != nil || b.Patience.Dist != nil {
		t.Errorf("class b %+v", b)
	}
}
