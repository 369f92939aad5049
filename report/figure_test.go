package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"pgregory.net/rapid"
)

// Thinning keeps the highest and lowest day, in order, in few points.
func TestThinned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		points := make([]Point, n)
		spike := rapid.IntRange(0, n-1).Draw(t, "spike")
		dip := rapid.IntRange(0, n-1).Draw(t, "dip")
		for i := range points {
			points[i] = Point{Day: i, Mean: math.Sin(float64(i))}
			if i%7 == 3 {
				points[i].Mean = math.NaN()
			}
		}
		points[dip].Mean = -50
		points[spike].Mean = 50
		kept, _ := thinned(points)
		if len(kept) > maxPoints {
			t.Fatalf("%d points", len(kept))
		}
		days := make([]int, len(kept))
		for i, p := range kept {
			days[i] = p.Day
		}
		if !slices.IsSorted(days) || !slices.Contains(days, spike) || !slices.Contains(days, dip) {
			t.Fatalf("spike %d or dip %d is lost or out of order: %v", spike, dip, days)
		}
	})
}

// Labels pushed apart keep their order and distance, inside the frame where it
// is high enough.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		heights := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 6).Draw(t, "heights")
		out := spread(heights, 10, 0, 100)
		for i := range out {
			if out[i] < -1e-9 || out[i] > 100+1e-9 {
				t.Fatalf("%v: outside", out)
			}
			for j := range i {
				if math.Abs(out[i]-out[j]) < 10-1e-9 {
					t.Fatalf("%v became %v: too close", heights, out)
				}
				if (heights[i]-heights[j])*(out[i]-out[j]) < 0 {
					t.Fatalf("%v became %v: order", heights, out)
				}
			}
		}
	})
}

func TestCurveReading(t *testing.T) {
	x, above := []float64{0, 10, 20, 30}, []float64{1, 0.5, 0.1, 0}
	for at, want := range map[float64]float64{0: 1, 5: 0.75, 10: 0.5, 15: 0.3, 30: 0} {
		if got := shareAt(x, above, at); math.Abs(got-want) > 1e-12 {
			t.Errorf("share at %v = %v, want %v", at, got, want)
		}
	}
	if !math.IsNaN(shareAt(x, above, 31)) || !math.IsNaN(shareAt(x, above, -1)) || !math.IsNaN(shareAt(nil, nil, 1)) {
		t.Error("a share outside the curve")
	}
	for share, want := range map[float64]float64{1: 0, 0.75: 5, 0.5: 10, 0.05: 25, 0: 30} {
		if got := crossing(x, above, share); math.Abs(got-want) > 1e-12 {
			t.Errorf("crossing of %v = %v, want %v", share, got, want)
		}
	}
	if !math.IsNaN(crossing(x[:3], above[:3], 0.05)) {
		t.Error("a crossing that does not happen")
	}
}

func labels(ticks []plot.Tick) string {
	var list []string
	for _, tick := range ticks {
		list = append(list, strings.ReplaceAll(tick.Label, "\n", "/"))
	}
	return strings.Join(list, " | ")
}

func TestTicks(t *testing.T) {
	year := calendar("2026-01-01")
	cases := []struct {
		what string
		got  []plot.Tick
		want string
	}{
		{"share", valueTicks("share", span{0.985, 1}, 5), "98.5% | 99.0% | 99.5% | 100.0%"},
		{"seconds as minutes", valueTicks("s", span{0, 1200}, 5), "0 min | 5 min | 10 min | 15 min | 20 min"},
		{"hours", valueTicks("h", span{0, 40}, 5), "0 h | 12 h | 24 h | 36 h"},
		{"money", valueTicks("CNY", span{0, 2.4e6}, 5), "0 CNY | 500k CNY | 1M CNY | 1.5M CNY | 2M CNY"},
		{"negative", valueTicks("1", span{-1, 1}, 4), "-1.0 | -0.5 | 0.0 | 0.5 | 1.0"},
		{"nothing", valueTicks("1", span{1, 1}, 4), ""},
		{"ten days", dateTicks(year, span{0, 10}), "1 Jan/2026 | 3 Jan | 5 Jan | 7 Jan | 9 Jan | 11 Jan"},
		{"six weeks", dateTicks(year, span{0, 42}), "1 Jan/2026 | 8 Jan | 15 Jan | 22 Jan | 29 Jan | 5 Feb | 12 Feb"},
		{"half a year from March", dateTicks(calendar("2026-03-15"), span{0, 180}), "Apr/2026 | May | Jun | Jul | Aug | Sep"},
		{"over a new year", dateTicks(calendar("2026-11-01"), span{0, 130}), "Nov/2026 | Dec | Jan/2027 | Feb | Mar"},
		{"three years", dateTicks(year, span{0, 1000}), "Jan/2026 | Apr | Jul | Oct | Jan/2027 | Apr | Jul | Oct | Jan/2028 | Apr | Jul"},
		{"ten years", dateTicks(year, span{0, 1600}), "2026 | 2027 | 2028 | 2029 | 2030"},
		{"no dates", dateTicks(calendar("soon"), span{0, 20}), "0 d | 5 d | 10 d | 15 d | 20 d"},
		{"idle", logTicks("d", span{1, 400}), "1 d | 3 d | 7 d | 14 d | 30 d | 60 d | 90 d | 180 d | 365 d"},
		{"powers", logTicks("CNY", span{1, 2000}), "1 CNY | 10 CNY | 100 CNY | 1,000 CNY"},
	}
	for _, c := range cases {
		if got := labels(c.got); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.what, got, c.want)
		}
	}
}

// A gate's limit is drawn on a metric's axis only where it is a value of that
// metric.
func TestOnValue(t *testing.T) {
	for expect, want := range map[string]bool{
		"service.wait.p95 <= 20m":                  true,
		"service.wait.p95{desk=calls} <= 20m":      true,
		"mean(service.wait.p95) <= 20m":            true,
		"median(service.wait.p95) <= 20m":          true,
		"prob(risk.loss > 0 CNY) <= 1%":            false,
		"delta(risk.overdue.rate) <= +0.05pp":      false,
		"p95(service.wait.p95) <= 20m":             false,
		"ratio(customer.harm) <= 1.2":              false,
		"customer.name{a=x(y)} <= 1":               true,
		"var95(risk.fraud.loss.net) <= 100000 CNY": false,
	} {
		if got := onValue(Gate{Expect: expect}); got != want {
			t.Errorf("%s: %v, want %v", expect, got, want)
		}
	}
}

func TestFileNames(t *testing.T) {
	list := []Figure{{Name: "a"}, {Name: "A"}, {Name: "a"}, {Name: stem("x", "service.wait{desk=呼叫/..}")}}
	unique(list)
	var names []string
	for _, f := range list {
		names = append(names, f.Name)
		if !regexp.MustCompile(`^[A-Za-z0-9._-]+$`).MatchString(f.Name) {
			t.Errorf("%q is not a file name", f.Name)
		}
	}
	if got := fmt.Sprint(names); got != "[a A-2 a-3 x-service.wait-desk]" {
		t.Error(got)
	}
}

// Figures hold the names of what they show, and their windows are shaded.
func TestSeriesFigureShows(t *testing.T) {
	var svg bytes.Buffer
	var found Figure
	for _, f := range Figures(small()) {
		if strings.HasPrefix(f.Name, "series-") {
			found = f
		}
	}
	if err := found.WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">base<", ">tight<", ">outage<", ">rumour (first replication)<", ">limit ≥ 99.5%<",
		">continuity.availability, per day<", "#0072B2", "#D55E00", "#EEEAE0", "fill-opacity"} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(svg.String(), ">partner<") {
		t.Error("a shock that never happened is drawn")
	}
}

// A glyph that the font lacks leaves a box in a raster image, not a hole.
func TestMissingGlyphs(t *testing.T) {
	r := small()
	ink := func(name string) int {
		r.Variants[0].Name = name
		var out bytes.Buffer
		for _, f := range Figures(r) {
			if f.Name == "by-tier-risk.overdue.rate" {
				if err := f.WritePNG(&out); err != nil {
					t.Fatal(err)
				}
			}
		}
		picture, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		return dark(picture)
	}
	if none, boxes, want := ink(" "), ink("基线"), ink("□□"); boxes != want || boxes <= none {
		t.Errorf("ink without name %d, with Chinese name %d, with boxes %d", none, boxes, want)
	}
}

// dark counts pixels that are not white.
func dark(picture image.Image) int {
	n := 0
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y < 250 {
				n++
			}
		}
	}
	return n
}

// Variants have one color each, and no two are alike.
func TestRoles(t *testing.T) {
	seen := map[string]bool{}
	for i, c := range variantColors {
		role := roleOf(fmt.Sprintf("#%02X%02X%02X", max(c.R, 1)-1, c.G, c.B))
		if role != fmt.Sprintf("v%d", i) || seen[role] {
			t.Errorf("color %d has role %s", i, role)
		}
		seen[role] = true
		if !strings.Contains(pageStyle, "--"+role+":") {
			t.Errorf("the style sheet lacks %s", role)
		}
	}
}
