package population

import (
	"strings"
	"testing"
	"weir/sim/param/paramtest"
)

// TestDeclared: what a population and its segments may not say (rule P1).
func TestDeclared(t *testing.T) {
	activity := func(text string) string {
		return "{activities: {a: {" + text + "}}, segments: {s: {share: 100%, activities: {a: 100%}}}}"
	}
	segment := func(text string) string { return "{activities: {a: {}}, segments: {" + text + "}}" }
	for _, c := range []struct{ text, want string }{
		{activity(""), ""},
		{activity("regularity: 3"), ""},
		{activity("off: 30d"), ""},
		{activity("regularity: 3, off: 30d"), "W137"},
		{activity("kinds: {pay: 50%, fly: 50%}"), "W133"},
		{activity("kinds: {pay: 50%, salary: 50%}"), "W133"}, // salaries have a day, not a rate
		{activity("causes: {died: 50%, bored: 50%}"), "W133"},
		{activity("profile: {hours: [1, 2, 3]}"), "W138"},
		{activity("profile: {hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}"), "W138"},
		{activity("profile: {weekdays: [1, 1, 1, 1, 1, 1]}"), "W138"},
		{activity("profile: {weekdays: [1, 1, 1, 1, 1, 1, -1]}"), "W138"},
		{activity("profile: {weekdays: [1, 1, 1, 1, 1, 0, 0]}"), ""},
		{segment("s: {share: 60%, activities: {a: 100%}}, u: {share: 40%, activities: {a: 100%}}"), ""},
		{segment("s: {share: 60%, activities: {a: 100%}}, u: {share: 39%, activities: {a: 100%}}"), "W132"},
		{segment("s: {share: 60%, activities: {a: 100%}}, u: {share: 41%, activities: {a: 100%}}"), "W132"},
		{segment("s: {share: 100%, activities: {b: 100%}}"), "W133"},
	} {
		var found []string
		for _, p := range paramtest.Bind(c.text, new(Params)) {
			found = append(found, p.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFileCustomers(t *testing.T) {
	people := "activities: {a: {}}, segments: {s: {share: 100%, activities: {a: 100%}}}"
	for text, want := range map[string]int64{
		"{" + people + "}":             0,
		"{size: 1234, " + people + "}": 1234,
		"{size: 1234, cohort: [{on: 2025-01-01, customers: 10}, {on: 2025-02-01, customers: 7}], " + people + "}": 17,
	} {
		var f File
		if problems := paramtest.Bind(text, &f); len(problems) > 0 {
			t.Fatalf("%s: %v", text, problems)
		}
		if got := f.Customers(); got != want {
			t.Errorf("%s: %d customers, want %d", text, got, want)
		}
	}
}
