package dormancy

import (
	"strings"
	"testing"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/param/paramtest"
)

// TestOffUnlessWritten: a policy that writes none of the mechanisms has none, and
// only flags: nobody decides (rule D4).
func TestOffUnlessWritten(t *testing.T) {
	p := bound(t, "{}")
	for name, on := range map[string]bool{"watch": p.Watch.On, "classes": p.Classes.On, "verification": p.Verification.On,
		"notice": p.Notice.On, "restriction": p.Restriction.On, "reassessment": p.Reassessment.On, "objection": p.Objection.On,
		"reactivation": p.Reactivation.On, "end": p.End.On, "without_service": p.WithoutService, "an end": p.Ends()} {
		if on {
			t.Errorf("%s is on", name)
		}
	}
	if p.GoingLive.Mode != LiveAll || len(p.Routes) != 0 || p.Restriction.Level(High) != Free || p.Approval.Mode(Unclassed) != Nobody {
		t.Errorf("%+v", p)
	}
}

// TestWritten: a group that is written has the sources' values, and every key is
// read.
func TestWritten(t *testing.T) {
	p := bound(t, `{watch: {}, classes: {}, verification: {}, approval: {desks: [risk, business, compliance, superior]}, notice: {},
		restriction: {}, reassessment: {}, objection: {}, reactivation: {branch: {up_to: suspended}, app: {}}, going_live: phased, per_day: 500,
		end: {}, without_service: true}`)
	if p.Watch.Lasts != 180*sim.Day || len(p.Approval.Desks) != 4 || p.Verification.Wait != 7*sim.Day ||
		p.Verification.Mild != MildClear || p.Notice.Waiting != 30*sim.Day || p.Notice.Proof || p.Reassessment.Every != 90*sim.Day ||
		p.Reactivation.Watch != 180*sim.Day || p.GoingLive.PerDay != 500 || p.End.After != 15*sim.Year || !p.WithoutService || !p.Ends() {
		t.Errorf("%+v", p)
	}
	if p.Restriction.LimitedTo != 1000_00 || !p.Restriction.Immediate ||
		p.Restriction.Suspended != 1<<account.Pay|1<<account.TransferOut|1<<account.CashOut {
		t.Errorf("%+v", p.Restriction)
	}
	branch, app := &p.Reactivation.Channels[0], &p.Reactivation.Channels[1]
	if branch.ID != "branch" || !branch.Lifts(Suspended) || branch.Lifts(Frozen) || !app.Lifts(Frozen) {
		t.Errorf("%+v %+v", branch, app)
	}
}

// TestInconsistent: what a policy file may not say.
func TestInconsistent(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{going_live: phased}", "W220"},
		{"{per_day: 3}", "W220"},
		{"{going_live: new_only}", ""},
		{"{restriction: {}}", "W221"},
		{"{restriction: {}, reactivation: {by_use: true}}", ""},
		{"{restriction: {}, end: {}}", ""},
		{"{reactivation: {}}", "W222"},
		{"{reactivation: {app: {}}}", ""},
		{"{classes: {medium: 5}}", "W223"},
		{"{classes: {medium: 4}}", ""},
		{"{verification: {mild: watch}}", "W224"},
		{"{verification: {mild: watch}, watch: {}}", ""},
		{"{notice: {repeat_restricted: true}}", "W225"},
		{"{notice: {repeat_restricted: true, repeat: 91d}}", ""},
		{"{approval: {high: sometimes}}", "W116"},
		{"{restriction: {high: locked}, end: {}}", "W116"},
		{"{restriction: {suspended: [pay, interest]}, end: {}}", "W133"},
		{"{reactivation: {app: {up_to: none}}}", "W116"},
		{"{end: {state: lost}}", "W116"},
		{"{basic: {balance_at_most: 10}}", "W110"},
	} {
		var found []string
		for _, problem := range paramtest.Bind(c.text, new(Params)) {
			found = append(found, problem.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestLint: nothing is wrong with the declarations themselves, in another
// currency neither.
func TestLint(t *testing.T) {
	for _, currency := range []string{"CNY", "INR"} {
		s := param.New(param.Units{Currency: currency, Minor: 100})
		new(Params).Declare(s)
		for _, fault := range s.Lint() {
			t.Error(fault)
		}
	}
	var p Params
	s := param.New(param.Units{Currency: "INR", Minor: 100})
	p.Declare(s)
	v, _ := param.Parse("file.yaml", []byte("{basic: {after: 1yr}, notice: {}, end: {}}"))
	if problems := s.Bind(v); len(problems) > 0 {
		t.Errorf("a policy without amounts in another currency: %v", problems)
	}
}

// TestCheck: each thing that may be wrong with an account is found.
func TestCheck(t *testing.T) {
	restricted := State{Status: Restricted, Level: Frozen, Cause: Idle, Since: 5}
	told := Case{Opened: 1, Flags: Told}
	for _, c := range []struct {
		name   string
		change func(s *State, c *Case)
		want   error
	}{
		{"right", func(*State, *Case) {}, nil},
		{"excused", func(_ *State, c *Case) { c.Flags = Excused }, nil},
		{"no level", func(s *State, _ *Case) { s.Level = Free }, errLevel},
		{"a level beyond", func(s *State, _ *Case) { s.Level = Levels }, errLevel},
		{"a level without", func(s *State, _ *Case) { s.Status = Noticed }, errLevel},
		{"no beginning", func(s *State, _ *Case) { s.Since = sim.NoStamp }, errSince},
		{"lifted, with a beginning", func(s *State, _ *Case) { s.Status, s.Level = Watched, Free }, errSince},
		{"no cause", func(s *State, _ *Case) { s.Cause = NoCause }, errCause},
		{"deferred", func(s *State, _ *Case) { s.Cause = Deferred }, errCause},
		{"untold", func(_ *State, c *Case) { c.Flags = Acknowledged }, errUntold},
		{"closed untold", func(s *State, c *Case) { *s = State{Status: Closed, Cause: Idle, Since: sim.NoStamp}; c.Flags = 0 }, errUntold},
		{"no case", func(_ *State, c *Case) { c.Opened = sim.NoStamp }, errOpened},
		{"active, with a cause", func(s *State, _ *Case) { *s = Begin(0); s.Cause = Idle }, errPlain},
		{"active, put off", func(s *State, _ *Case) { *s = Begin(0); s.Cause = Deferred }, nil},
		{"no status", func(s *State, _ *Case) { *s = Begin(0); s.Status = Statuses }, errUnknown},
	} {
		s, begun := restricted, told
		c.change(&s, &begun)
		if got := Check(s, begun); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
