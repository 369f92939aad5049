package report

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// toDisk is a plain WriteFile.
func toDisk(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return write(f)
}

// TestDemo renders a realistic year for the eye when WEIR_REPORT_DEMO names a
// directory.
func TestDemo(t *testing.T) {
	dir := os.Getenv("WEIR_REPORT_DEMO")
	if dir == "" {
		t.Skip("set WEIR_REPORT_DEMO to a directory to look at a demonstration")
	}
	if err := WriteRun(dir, year(), sampleOptions(), toDisk); err != nil {
		t.Fatal(err)
	}
	if err := toDisk(filepath.Join(dir, "summary.txt"), func(w io.Writer) error {
		return WriteText(w, year(), sampleOptions())
	}); err != nil {
		t.Fatal(err)
	}
}

// TestDemoMany is TestDemo for six variants.
func TestDemoMany(t *testing.T) {
	dir := os.Getenv("WEIR_REPORT_DEMO")
	if dir == "" {
		t.Skip("set WEIR_REPORT_DEMO to a directory to look at a demonstration")
	}
	if err := WriteRun(filepath.Join(dir, "six"), variants(6), sampleOptions(), toDisk); err != nil {
		t.Fatal(err)
	}
}

// TestDemoAccounts is TestDemo for account states, restrictions and going live,
// of two variants and of one.
func TestDemoAccounts(t *testing.T) {
	dir := os.Getenv("WEIR_REPORT_DEMO")
	if dir == "" {
		t.Skip("set WEIR_REPORT_DEMO to a directory to look at a demonstration")
	}
	for name, r := range map[string]*Results{"accounts": accounts(), "alone": accountsAlone()} {
		if err := WriteRun(filepath.Join(dir, name), r, sampleOptions(), toDisk); err != nil {
			t.Fatal(err)
		}
	}
}

// year is small stretched to a year with more series.
func year() *Results {
	r := small()
	r.Days = 365
	for i := range r.Variants {
		v := &r.Variants[i]
		k := float64(i)
		seed := uint64(i) + 10
		v.Series = []Series{
			daily("continuity.availability", "share", 365, 0.997-0.002*k, 0.0008, seed),
			daily("service.wait.p95", "s", 365, 640+90*k, 45, seed+2),
			daily("risk.fraud.loss.net", "CNY", 365, 33000-4000*k, 3000, seed+4),
			daily("service.calls", "calls", 365, 410+15*k, 25, seed+6),
			daily("customer.restricted.wrongful_stock", "share", 365, 0.018+0.002*k, 0.0007, seed+8),
		}
	}
	return r
}
