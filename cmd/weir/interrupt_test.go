package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A run that is long enough to be interrupted, and whole in a moment.
var longRun = []string{"run", "pay-day-outage", "--population", "1500", "--length", "60d", "--replications", "24", "--workers", "1"}

// process is the program under way.
type process struct {
	cmd    *exec.Cmd
	stdout bytes.Buffer
	stderr string // a file: it is read while the program runs
}

// start starts the program with a run directory of its own.
func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	stderr, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer stderr.Close()
	p := &process{cmd: exec.Command("weir", slices.Concat(longRun, args, []string{"--out", dir})...), stderr: stderr.Name()}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	return p
}

// said is what stands on standard error so far.
func (p *process) said(t *testing.T) string { return string(read(t, p.stderr)) }

// await waits for something to happen.
func await(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen in a minute", what)
		}
	}
}

// awaitUnits waits until some work is finished.
func awaitUnits(t *testing.T, dir string, n int) {
	t.Helper()
	await(t, "a finished unit", func() bool { return finishedUnits(dir) >= n })
}

func finishedUnits(dir string) int {
	found, _ := filepath.Glob(filepath.Join(dir, "units", "*.unit"))
	return len(found)
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// end waits for the program and returns its code, -1 where a signal killed it.
func (p *process) end() int {
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// resume goes on from the directory alone and holds its results against those
// of one go.
func resume(t *testing.T, dir, once string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run([]string{"run", "--resume", "--out", dir, "--quiet"}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	for _, name := range []string{"results.json", "metrics.csv", "series.csv", "replications.parquet", "report.html"} {
		if got, want := read(t, filepath.Join(dir, name)), read(t, filepath.Join(once, name)); !bytes.Equal(got, want) {
			t.Errorf("%s is not that of one go", name)
		}
	}
	if left := halfWritten(dir); len(left) > 0 {
		t.Errorf("half-written: %v", left)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// parsed checks that what was printed is one JSON document, and returns how many
// replications it tells of.
func parsed(t *testing.T, out []byte) int {
	t.Helper()
	var doc struct {
		Weir     string
		Variants []struct{ Replications int }
	}
	if err := json.Unmarshal(out, &doc); err != nil || doc.Weir != "results/v1" || len(doc.Variants) == 0 {
		t.Fatalf("not results: %v: %.200q", err, out)
	}
	return doc.Variants[0].Replications
}

// Interrupted in each way and gone on with, a run gives the bytes of one that
// was not.
func TestInterrupted(t *testing.T) {
	once := filepath.Join(t.TempDir(), "once")
	if p := start(t, once, "--quiet"); p.end() != 0 {
		t.Fatal(p.said(t))
	}

	t.Run("once", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "run")
		p := start(t, dir, "--format", "json")
		awaitUnits(t, dir, 1)
		p.signal(t, syscall.SIGINT)
		if code := p.end(); code != exitInterrupted {
			t.Fatalf("exit code %d: %s", code, p.said(t))
		}
		// What was running is finished and saved; results are of what is there.
		if n := finishedUnits(dir); n > 12 || parsed(t, p.stdout.Bytes()) != n {
			t.Errorf("%d units, results of %d", n, parsed(t, p.stdout.Bytes()))
		}
		if !bytes.Equal(p.stdout.Bytes(), read(t, filepath.Join(dir, "results.json"))) {
			t.Error("results printed are not those written")
		}
		for _, want := range []string{"finishing the replications that run", "--resume --out " + dir} {
			if !strings.Contains(p.said(t), want) {
				t.Errorf("nothing said of %q: %s", want, p.said(t))
			}
		}
		resume(t, dir, once)
	})

	t.Run("twice", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "run")
		p := start(t, dir, "--format", "json", "--population", "30000")
		awaitUnits(t, dir, 1)
		p.signal(t, syscall.SIGINT)
		await(t, "the first stage", func() bool { return strings.Contains(p.said(t), "interrupt again") })
		p.signal(t, syscall.SIGINT)
		if code := p.end(); code != exitInterrupted {
			t.Fatalf("exit code %d: %s", code, p.said(t))
		}
		// In the middle of the second replication or, where this test was slow,
		// of writing the results of two.
		if n := finishedUnits(dir); n > 2 || parsed(t, p.stdout.Bytes()) != n {
			t.Errorf("%d units, results of %d", n, parsed(t, p.stdout.Bytes()))
		}
		if _, err := os.Stat(filepath.Join(dir, "run.log")); err == nil {
			t.Error("all is written after stopping at once")
		}
		if left := halfWritten(dir); len(left) > 0 {
			t.Errorf("half-written: %v", left)
		}
	})

	t.Run("killed", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "run")
		p := start(t, dir, "--format", "json")
		awaitUnits(t, dir, 3)
		p.signal(t, syscall.SIGKILL)
		if code := p.end(); code != -1 {
			t.Fatalf("exit code %d", code)
		}
		for _, name := range []string{"results.json", "metrics.csv", "report.html"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s is there", name)
			}
		}
		if p.stdout.Len() > 0 {
			t.Errorf("printed %q", p.stdout.Bytes())
		}
		resume(t, dir, once)
	})
}
