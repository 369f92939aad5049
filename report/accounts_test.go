package report

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The product-limit estimate of a small case worked by hand: ten cases, of which
// two end on day 1, one is censored on day 2, three end on day 3.
func TestKaplanMeier(t *testing.T) {
	ended := []int64{0, 2, 0, 3}
	censored := []int64{0, 0, 1, 0, 4}
	want := []float64{1, 0.8, 0.8, 0.8 * 4 / 7, 0.8 * 4 / 7}
	got := KaplanMeier(ended, censored)
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("day %d: %v, want %v", i, got[i], want[i])
		}
	}
	for _, x := range KaplanMeier([]int64{0, 0}, nil) {
		if !math.IsNaN(x) {
			t.Errorf("%v of no cases", x)
		}
	}
	if got := KaplanMeier([]int64{0, 2, 0}, nil); got[1] != 0 || !math.IsNaN(got[2]) {
		t.Errorf("after the last case: %v", got)
	}
}

// Without censoring the product-limit estimate is the plain share left, and
// censoring never lowers it.
func TestKaplanMeierLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, 9), 1, 20)
		ended := counts.Draw(t, "ended")
		censored := counts.Draw(t, "censored")
		var all int64
		for _, n := range ended {
			all += n
		}
		left := all
		plain := KaplanMeier(ended, nil)
		for day, n := range ended {
			if left > 0 {
				if want := float64(left-n) / float64(all); math.Abs(plain[day]-want) > 1e-12 {
					t.Fatalf("day %d: %v, want %v", day, plain[day], want)
				}
			}
			left -= n
		}
		with := KaplanMeier(ended, censored)
		for day := range ended {
			if with[day] < plain[day]-1e-12 {
				t.Fatalf("day %d: %v with censored cases, %v without", day, with[day], plain[day])
			}
		}
	})
}

// figureNames returns the names of the figures of a section.
func figureNames(r *Results, section string) []string {
	var names []string
	for _, f := range figuresOf(Figures(r), section) {
		names = append(names, f.Name)
	}
	return names
}

// A run without the records has none of the sections; with them it has all four,
// each with its figures, and the series they draw are not drawn again.
func TestSections(t *testing.T) {
	cases := []struct {
		name    string
		r       *Results
		section string
		want    string
	}{
		{"without", small(), sectionStates, ""},
		{"without", small(), sectionRestrictions, ""},
		{"without", small(), sectionSurvival, ""},
		{"without", small(), sectionGoingLive, ""},
		{"two", accounts(), sectionStates, "states-stock states-flows"},
		{"two", accounts(), sectionRestrictions, "restrictions-causes restrictions-questions"},
		{"two", accounts(), sectionSurvival, "survival-living survival-gone"},
		{"two", accounts(), sectionGoingLive, "going-live"},
		{"one", accountsAlone(), sectionSurvival, "survival"},
	}
	for _, c := range cases {
		if got := strings.Join(figureNames(c.r, c.section), " "); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.name, c.section, got, c.want)
		}
	}
	for _, name := range figureNames(accounts(), "") {
		if strings.Contains(name, "customer.accounts") || strings.Contains(name, "customer.flagged") {
			t.Errorf("%s is drawn again", name)
		}
	}
	for _, r := range []*Results{small(), accounts()} {
		var page bytes.Buffer
		if err := WriteHTML(&page, r, sampleOptions()); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{sectionStates, sectionRestrictions, sectionSurvival, sectionGoingLive} {
			want := r.Variants[0].States != nil
			if got := strings.Contains(page.String(), `<h2 id="`+id+`">`); got != want {
				t.Errorf("%s: %s on the page: %v", r.Title, id, got)
			}
		}
	}
}

// Each variant may lack what another has, and any number may be missing.
func TestSectionsOfPart(t *testing.T) {
	schema := validator(t)
	for name, strip := range map[string]func(*Variant){
		"no states":       func(v *Variant) { v.States = nil },
		"no flows":        func(v *Variant) { v.States.Flows = nil },
		"no series":       func(v *Variant) { v.Series = nil },
		"no restrictions": func(v *Variant) { v.Restrictions = nil },
		"no survival":     func(v *Variant) { v.Survival = nil },
		"empty survival":  func(v *Variant) { v.Survival = []Survival{{Owner: OwnerLiving}, {Owner: OwnerGone}} },
		"no going live":   func(v *Variant) { v.GoingLive = nil },
		"nothing seen":    func(v *Variant) { v.GoingLive = []GoingLive{{Mode: "all"}} },
		"few replications": func(v *Variant) {
			v.Replications = 3
			for i := range v.Restrictions {
				v.Restrictions[i].Count = about(*v.Restrictions[i].Count.Mean, 1, 3)
			}
		},
		"zero rates": func(v *Variant) {
			for i := range v.States.Flows {
				v.States.Flows[i].Rate = about(0, 0, 20)
			}
		},
		"not a number": func(v *Variant) {
			nan := math.NaN()
			v.GoingLive = []GoingLive{{Mode: "all", Steady: Estimate{Mean: &nan}}}
			v.Restrictions[0].Count.Mean = &nan
			v.States.Flows[0].Rate.High = &nan
			v.Survival[0].Left[3] = nan
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []*Results{accounts(), accountsAlone()} {
				strip(&r.Variants[0])
				var page, record, words bytes.Buffer
				if err := errors.Join(WriteHTML(&page, r, sampleOptions()), WriteJSON(&record, r), WriteText(&words, r, sampleOptions())); err != nil {
					t.Fatal(err)
				}
				wellFormed(t, "report.html", page.Bytes())
				selfContained(t, page.Bytes())
				if err := validate(schema, record.Bytes()); err != nil {
					t.Error(err)
				}
				if strings.Contains(words.String(), "NaN") {
					t.Error(words.String())
				}
			}
		})
	}
}

// The three figures of rule D10 stand under their own questions: no axis, row or
// heading holds two of them.
func TestQuestionsStayApart(t *testing.T) {
	r := accounts()
	figures := figuresOf(Figures(r), sectionRestrictions)
	var svg bytes.Buffer
	if err := figures[1].WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"living owner?", "within 180 days?", "at any one time?", "averaged over time", "38.2%", "9.40%", "1.840%"} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("the figure lacks %q", want)
		}
	}
	headings := 0
	for _, row := range questionSheet(r, 200)[0].rows {
		if row.heading {
			headings++
		}
	}
	if headings != 3 {
		t.Errorf("%d headings for three questions", headings)
	}
}

// Flows stand largest first.
func TestFlowsLargestFirst(t *testing.T) {
	rows := flowRows(accounts())
	if len(rows) == 0 || !slices.IsSortedFunc(rows, func(a, b recordedRow) int {
		if a.largest() >= b.largest() {
			return -1
		}
		return 1
	}) {
		t.Error("not sorted")
	}
}

// Changes of the policy and the start of a policy are dated lines, named once,
// with the variant where not all have them.
func TestDatedLines(t *testing.T) {
	r := accounts()
	shared := Change{Day: 10, Text: "limits.basic = 2000"}
	for i := range r.Variants {
		r.Variants[i].Changes = append(r.Variants[i].Changes, shared)
	}
	var names []string
	for _, w := range changeLines(r) {
		names = append(names, w.name)
	}
	if got := strings.Join(names, "; "); got != "limits.basic = 2000; tight: dormancy.basic.after = 60d" {
		t.Error(got)
	}
	if got := len(startLines(r)); got != 1 {
		t.Errorf("%d starts of one policy", got)
	}
	r.Variants[0].Changes = append(r.Variants[0].Changes, Change{Day: 31, Text: "dormancy"})
	if got := len(startLines(r)); got != 0 {
		t.Errorf("the start is named beside the change that makes it: %d", got)
	}
	var svg bytes.Buffer
	if err := figuresOf(Figures(accounts()), sectionStates)[0].WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">tight: dormancy.basic.after = 60d<", ">outage<", ">watched<", "#EEEAE0", "stroke-dasharray"} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

// Series with labels share a figure: a panel for each value of the label.
func TestLabelledSeries(t *testing.T) {
	r := small()
	for i := range r.Variants {
		for k, channel := range []string{"app", "branch"} {
			s := daily("continuity.availability", "share", 180, 0.99-0.01*float64(k), 0.001, uint64(k))
			s.Labels = map[string]string{"channel": channel}
			r.Variants[i].Series = append(r.Variants[i].Series, s)
		}
	}
	var found []Figure
	for _, f := range Figures(r) {
		if strings.HasPrefix(f.Name, "series-") {
			found = append(found, f)
		}
	}
	if len(found) != 2 || found[1].Name != "series-continuity.availability-by-label" {
		t.Fatalf("%d figures", len(found))
	}
	if !strings.Contains(found[1].Alt, "channel=app") || !strings.Contains(found[1].Alt, "channel=branch") {
		t.Error(found[1].Alt)
	}
}

// Bars start at 0, and a logarithmic axis holds values that are not above 0.
func TestPlaces(t *testing.T) {
	bars := dotChart{bars: true}
	if on := bars.on(span{0, 10}, 100, 200); on.at(0) != 100 {
		t.Errorf("0 at %v", on.at(0))
	}
	logs := dotChart{log: true}
	for _, reach := range []span{{1, 100}, {0, 100}, {-1, 5}, {0, 0}, {3, 3}} {
		on := logs.on(reach, 100, 200)
		for _, x := range []float64{-5, 0, 1e-300, reach.high} {
			if at := on.at(x); !(at >= 100 && at <= 200) {
				t.Errorf("%v at %v on %v", x, at, reach)
			}
		}
	}
	if a, b, c := logs.on(span{1, 100}, 0, 100).at(1), logs.on(span{1, 100}, 0, 100).at(10), logs.on(span{1, 100}, 0, 100).at(100); math.Abs(float64(c-b-(b-a))) > 1e-9 {
		t.Errorf("decades at %v, %v, %v", a, b, c)
	}
}
