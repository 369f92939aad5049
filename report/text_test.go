package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

// The summary of a hand-made run, in every form, as committed.
func TestGolden(t *testing.T) {
	narrow, wide := sampleOptions(), sampleOptions()
	narrow.Width, wide.Width = 80, 140
	cases := []struct {
		file  string
		write func(io.Writer) error
	}{
		{"summary.txt", func(w io.Writer) error { return WriteText(w, small(), narrow) }},
		{"summary-wide.txt", func(w io.Writer) error { return WriteText(w, small(), wide) }},
		{"summary-one.txt", func(w io.Writer) error { return WriteText(w, edges()["one replication"], sampleOptions()) }},
		{"summary.md", func(w io.Writer) error { return WriteMarkdown(w, small(), sampleOptions()) }},
		{"metrics.csv", func(w io.Writer) error { return WriteMetricsCSV(w, small()) }},
		{"accounts.txt", func(w io.Writer) error { return WriteText(w, accounts(), narrow) }},
		{"accounts-one.txt", func(w io.Writer) error { return WriteText(w, accountsAlone(), wide) }},
		{"accounts.md", func(w io.Writer) error { return WriteMarkdown(w, accounts(), sampleOptions()) }},
		{"accounts.csv", func(w io.Writer) error { return WriteMetricsCSV(w, accountsAlone()) }},
		{"results.json", func(w io.Writer) error { return WriteJSON(w, small()) }},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			var out bytes.Buffer
			if err := c.write(&out); err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/"+c.file, out.Bytes())
		})
	}
}

// Without color there is no control byte but the end of a line, whatever the
// title holds; with color there is.
func TestControlBytes(t *testing.T) {
	eachRun(t, func(t *testing.T, r *Results) {
		for _, o := range []Options{{Width: 60}, {Width: 200}} {
			var plain, markdown, colored bytes.Buffer
			if err := WriteText(&plain, r, o); err != nil {
				t.Fatal(err)
			}
			if err := WriteMarkdown(&markdown, r, o); err != nil {
				t.Fatal(err)
			}
			for _, b := range append(plain.Bytes(), markdown.Bytes()...) {
				if b < ' ' && b != '\n' || b == 0x7f {
					t.Fatalf("control byte %#x", b)
				}
			}
			o.Color = true
			if err := WriteText(&colored, r, o); err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(colored.Bytes(), []byte("\x1b[1m")) {
				t.Error("no bold with Color")
			}
			if got := text.StripEscape(colored.String()); trimLines(got) != trimLines(plain.String()) {
				t.Errorf("color changes the words:\n%s\n%s", got, plain.String())
			}
		}
	})
}

// What every summary must say, and what none may.
func TestSummarySays(t *testing.T) {
	eachRun(t, func(t *testing.T, r *Results) {
		var out bytes.Buffer
		if err := WriteText(&out, r, Options{}); err != nil {
			t.Fatal(err)
		}
		s := out.String()
		for _, want := range []string{"Intervals cover simulation noise only, not wrong assumptions, data or model.", "seed "} {
			if !strings.Contains(s, want) {
				t.Errorf("%q is missing", want)
			}
		}
		for _, never := range []string{"PASS", "FAIL", "NaN", "%!", "no difference", "+Inf"} {
			if strings.Contains(s, never) && (r.Gate == nil && r.Backtest == nil || never != "PASS" && never != "FAIL") {
				t.Errorf("says %q", never)
			}
		}
	})
}

func TestFewReplicationsSay(t *testing.T) {
	var out bytes.Buffer
	if err := WriteText(&out, edges()["one replication"], Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"n < 10: no interval.", "[n < 10]", "1 replication ·"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// No line of an answer is wider than the terminal but command lines, which are
// to be copied.
func TestWidthOfAnswers(t *testing.T) {
	for name, r := range answers() {
		for _, width := range []int{100, 120, 160} {
			text := written(t, func(w io.Writer) error { return WriteText(w, r, Options{Width: width}) })
			for line := range strings.Lines(text) {
				line = strings.TrimRight(line, "\n")
				if n := columns(line); n > width && !strings.Contains(line, "weir ") && name != "hostile" {
					t.Errorf("%s: %d columns of %d: %s", name, n, width, line)
				}
			}
		}
	}
}

// No line of the summary of an ordinary run is wider than the terminal.
func TestWidth(t *testing.T) {
	for _, width := range []int{80, 90, 100, 120, 160} {
		var out bytes.Buffer
		if err := WriteText(&out, small(), Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := text.StringWidth(strings.TrimRight(line, "\n")); n > width {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
	}
}

func TestHuman(t *testing.T) {
	cases := []struct {
		unit            string
		mean, low, high *float64
		kind            string
		n               int
		want            string
	}{
		{"share", Finite(0.98714), Finite(0.9812), Finite(0.9920), "hall", 20, "98.71% [98.12 to 99.20]"},
		{"share", Finite(0.000123), nil, nil, "none", 5, "0.01230% [n < 10]"},
		{"share", Finite(0.0123), nil, nil, "none", 12, "1.230% [no interval]"},
		{"s", Finite(119), Finite(110), Finite(130), "hall", 20, "119 s [110 to 130]"},
		{"s", Finite(120), Finite(108), Finite(132), "hall", 20, "2.00 min [1.80 to 2.20]"},
		{"s", Finite(7200), Finite(6840), Finite(7560), "hall", 20, "2.00 h [1.90 to 2.10]"},
		{"h", Finite(72), Finite(70), Finite(74), "hall", 20, "3.000 d [2.917 to 3.083]"},
		{"CNY", Finite(1234567.4), Finite(1200000), Finite(1270000), "t", 20, "1,234,567 CNY [1,200,000 to 1,270,000]"},
		{"CNY", Finite(-1234.5), nil, nil, "exact", 20, "-1,234 CNY exact"},
		{"1", Finite(17), nil, nil, "exact", 20, "17 exact"},
		{"1", Finite(0), Finite(0), Finite(0.5), "clopper-pearson", 20, "0.00 [0.00 to 0.50]"},
		{"per account-year", Finite(0.1), Finite(0.09), nil, "order", 20, "0.1000 per account-year [0.0900 to …]"},
		{"share", nil, nil, nil, "none", 0, "–"},
		{"1", Finite(-0.0001), Finite(-1), Finite(1), "t", 20, "0.0 [-1.0 to 1.0]"},
	}
	for _, c := range cases {
		if got := human(c.unit, c.mean, c.low, c.high, c.kind, c.n).String(); got != c.want {
			t.Errorf("human(%s, %v) = %q, want %q", c.unit, value(c.mean), got, c.want)
		}
	}
}

func TestHumanChange(t *testing.T) {
	if got := humanChange("share", Finite(0.0005), Finite(-0.0001), Finite(0.0011), "t").String(); got != "+0.050 pp [-0.010 to 0.110]" {
		t.Error(got)
	}
	if got := humanChange("s", Finite(-90), nil, nil, "none").String(); got != "-90 s [no interval]" {
		t.Error(got)
	}
}

// A gate's place is told from its whole interval; the limit itself counts as
// inside for <= and >=, as outside for < and >.
func TestPosition(t *testing.T) {
	cases := []struct {
		operator       string
		low, high, lim float64
		want           string
	}{
		{"<=", 1, 2, 2, wordInside}, {"<", 1, 2, 2, wordAcross}, {"<=", 1, 2, 1.5, wordAcross},
		{"<=", 1, 2, 1, wordAcross}, {"<", 1, 2, 1, wordOutside}, {"<=", 1, 2, 0.9, wordOutside},
		{">=", 1, 2, 1, wordInside}, {">", 1, 2, 1, wordAcross}, {">=", 1, 2, 2, wordAcross},
		{">", 1, 2, 2, wordOutside}, {">=", 1, 2, 2.1, wordOutside},
		{"==", 2, 2, 2, wordInside}, {"==", 1, 2, 3, wordOutside}, {"==", 1, 2, 1.5, wordAcross},
	}
	for _, c := range cases {
		g := Gate{Operator: c.operator, Low: &c.low, High: &c.high, Limit: c.lim}
		if got := position(g); got != c.want {
			t.Errorf("[%v, %v] %s %v: %s, want %s", c.low, c.high, c.operator, c.lim, got, c.want)
		}
	}
	if got := position(Gate{Operator: "<=", Limit: 1}); got != wordUnknown {
		t.Errorf("no interval: %s", got)
	}
}

// One gate is told as one, and every variant's estimate stands under the base's.
func TestGatesOfVariants(t *testing.T) {
	x := func(x float64) *float64 { return &x }
	g := Gate{ID: "app", Expect: "customer.watched.share <= 60%", Unit: "share", Estimate: x(.5), Low: x(.45), High: x(.55), N: 20, Limit: .6, Operator: "<=",
		Variants: []GateVariant{{Name: "sixty", Estimate: x(.7), Low: x(.65), High: x(.75), N: 20}}}
	r := &Results{Gates: []Gate{g}}
	if got := gateSentence(r); got != "The gate app: interval inside the limit. That is the base; its variants stand in the table of gates." {
		t.Error(got)
	}
	rows := gateSheet(r).rows
	if len(rows) != 2 || rows[1].cells[1] != "  with sixty" || rows[0].cells[2] != "50.0%" || rows[1].cells[2] != "70.0%" {
		t.Errorf("rows %v", rows)
	}
	views := gateViews(r)
	if len(views) != 2 || views[0].Position != wordInside || views[1].Position != wordOutside || views[1].Variant != "with sixty" {
		t.Errorf("views %+v", views)
	}
	g.Variants = nil
	if got := gateSentence(&Results{Gates: []Gate{g, g}}); got != "Of 2 gates, the whole interval lies inside the limit for 2, outside it for 0, and across it for 0." {
		t.Error(got)
	}
}
