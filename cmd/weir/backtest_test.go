package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"weir/model"
	"weir/scenarios"
)

// weeks is how many weeks the histories of these tests have.
const weeks = 8

// history simulates one history of an institution with a seed, and returns what the
// institution would have seen of it: two numbers by week.
func history(t *testing.T, seed, institution string) string {
	t.Helper()
	loaded, problems := scenarios.Load("city-bank-year", scenarios.Options{Flags: []scenarios.Assignment{{Path: "population", Value: "500"},
		{Path: "length", Value: fmt.Sprintf("%dd", 7*weeks)}, {Path: "seed", Value: seed}, {Path: "institution", Value: institution}}})
	if problems.Failed() {
		t.Fatal(problems.Text())
	}
	o, err := loaded.Variants[0].Plan.Replicate(t.Context(), 0, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString("metric,labels,period,value\n")
	for _, f := range model.Figures() {
		if f.Name != "customer.activity.count" && f.Name != "customer.payments.done" {
			continue
		}
		days := f.Daily(o.Counts).Num
		for w := range weeks {
			sum := int64(0)
			for _, n := range days[7*w : 7*w+7] {
				sum += n
			}
			first := time.Date(2025, 1, 1+7*w, 0, 0, 0, 0, time.UTC)
			fmt.Fprintf(&out, "%s,,%s/%s,%d\n", f.Name, first.Format(time.DateOnly), first.AddDate(0, 0, 6).Format(time.DateOnly), sum)
		}
	}
	return out.String()
}

// A model predicts another history of its own, and not one of customers who act
// twice as often.
func TestBacktestKnowsItsOwn(t *testing.T) {
	t.Chdir(t.TempDir())
	institution := "fast.yaml"
	var text strings.Builder
	if code := run([]string{"show", "city-bank"}, &text, io.Discard); code != exitDone {
		t.Fatal(code)
	}
	faster := strings.NewReplacer("mean: 12/mo", "mean: 24/mo", "mean: 8/mo", "mean: 16/mo").Replace(text.String())
	if faster == text.String() {
		t.Fatal("no rates to change")
	}
	if err := os.WriteFile(institution, []byte(faster), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, institution string
		want              int
	}{
		{"the same parameters, another seed", "city-bank", exitDone},
		{"other rates", institution, exitFail},
	} {
		if err := os.WriteFile("observed.csv", []byte(history(t, "2", c.institution)), 0o666); err != nil {
			t.Fatal(err)
		}
		var out, said strings.Builder
		args := []string{"backtest", "city-bank-year", "--population", "500", "--length", fmt.Sprintf("%dd", 7*weeks),
			"--replications", "39", "--observed", "observed.csv", "--until", "2025-01-31", "--out", "back"}
		if code := run(args, &out, &said); code != c.want {
			t.Errorf("%s: code %d, want %d\n%s%s", c.what, code, c.want, out.String(), said.String())
		}
	}
}
