package experiment

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"weir/sim/rng"
	"weir/sim/store"
)

// childDirectory tells the test binary to be the process that is killed.
const childDirectory = "EXPERIMENT_TEST_DIRECTORY"

const childReplications = 70

// The process is killed without warning, several times, at moments drawn from
// a fixed seed: every unit that it had reported finished is there, and going on
// gives the bytes of one go.
func TestKilledProcessLosesNothingFinished(t *testing.T) {
	if dir := os.Getenv(childDirectory); dir != "" {
		beKilled(dir)
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	stream := rng.New(1, 0, 0).Stream(0, 1, 0)
	reported := map[string]bool{}
	for range 5 {
		for _, name := range runAndKill(t, dir, 1+int(stream.Below(20))) {
			reported[name] = true
		}
		for name := range reported {
			if _, found, err := store.New(dir).Get(name); !found || err != nil {
				t.Fatalf("unit %s was finished, but is lost: %v", name, err)
			}
		}
	}
	names, err := store.New(dir).List()
	if err != nil || len(names) < len(reported) || len(names) == 3*childReplications {
		t.Fatalf("%d units listed, %d reported, %v", len(names), len(reported), err)
	}
	s := spec(childReplications, 2, store.New(dir))
	s.Run = func(_ context.Context, variant, replication int) ([]byte, error) {
		return payload(variants[variant].Key, replication), nil
	}
	outcome := mustRun(t, s)
	if outcome.Reused != len(names) || !equal(outcome.Results, expected(childReplications)) {
		t.Errorf("%d of %d units reused, results differ", outcome.Reused, len(names))
	}
}

// runAndKill starts the experiment in another process, kills it a moment after
// it has reported some units, and returns all it reported.
func runAndKill(t *testing.T, dir string, after int) []string {
	t.Helper()
	var stderr bytes.Buffer
	child := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLosesNothingFinished$")
	child.Env = append(os.Environ(), childDirectory+"="+dir)
	child.Stderr = &stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var names []string
	lines := bufio.NewScanner(out)
	for ran := 0; lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "ran "); ok {
			names = append(names, name)
			if ran++; ran == after {
				time.Sleep(time.Duration(after) * 97 * time.Microsecond) // somewhere inside a unit
				child.Process.Kill()
			}
		}
	}
	child.Wait()
	if len(names) < after {
		t.Fatalf("the child reported %d units, want at least %d: %s", len(names), after, stderr.String())
	}
	return names
}

// beKilled reports each unit once it is saved.
func beKilled(dir string) {
	s := spec(childReplications, 2, store.New(dir))
	s.Progress = func(e Event) {
		if e.Kind == Ran {
			fmt.Println("ran", e.Name)
		}
	}
	_, err := Run(context.Background(), nil, s)
	fmt.Fprintln(os.Stderr, "was not killed:", err)
	os.Exit(1)
}
