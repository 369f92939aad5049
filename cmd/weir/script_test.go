package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Scripts run this very program, as the command weir.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"weir": main})
}

// Each script in testdata/script is something a user does, with what must come
// of it and what must not.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitCode, "jsonvalid": jsonValid, "nocontrol": noControl, "units": units,
			"whole": whole, "transactions": transactions, "longlines": longLines, "descending": descending,
		},
	})
}

// exitCode runs a command that must end with a code: exitcode N COMMAND ARG…
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// jsonValid checks that a file, or stdout, is one JSON document: jsonvalid FILE
func jsonValid(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: jsonvalid FILE")
	}
	if json.Valid([]byte(ts.ReadFile(args[0]))) == neg {
		ts.Fatalf("%s: valid JSON: %v", args[0], neg)
	}
}

// noControl checks that a file has no control bytes but line ends and tabs:
// nocontrol FILE
func noControl(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: nocontrol FILE")
	}
	i := strings.IndexFunc(ts.ReadFile(args[0]), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f })
	if (i < 0) == neg {
		ts.Fatalf("%s: control byte at %d", args[0], i)
	}
}

// descending checks that the lines of a table that begin with a number never rise in
// a column, and are not all the same there: descending FILE COLUMN, from 0
func descending(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: descending FILE COLUMN")
	}
	column, err := strconv.Atoi(args[1])
	ts.Check(err)
	var values []float64
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		cells := strings.Fields(line)
		if len(cells) <= column || cells[0][0] < '0' || cells[0][0] > '9' || len(cells) > 1 && cells[1] == "of" {
			continue
		}
		x, err := strconv.ParseFloat(cells[column], 64)
		ts.Check(err)
		values = append(values, x)
	}
	falls := slices.IsSortedFunc(values, func(a, b float64) int { return cmp.Compare(b, a) })
	if len(values) < 3 || values[0] == values[len(values)-1] {
		ts.Fatalf("too little to tell an order: %v", values)
	}
	if falls == neg {
		ts.Fatalf("descending: %v: %v", falls, values)
	}
}

// units checks how much finished work a run directory holds: units DIR N
func units(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: units DIR N")
	}
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "units", "*.unit"))
	ts.Check(err)
	if strconv.Itoa(len(found)) != args[1] {
		ts.Fatalf("%d units, want %s", len(found), args[1])
	}
}

// whole checks that nothing in a directory is half-written: whole DIR
func whole(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: whole DIR")
	}
	if left := halfWritten(ts.MkAbs(args[0])); len(left) > 0 {
		ts.Fatalf("half-written: %v", left)
	}
}

// halfWritten lists temporary and empty files below a directory.
func halfWritten(dir string) []string {
	var left []string
	filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil && (info.Size() == 0 || strings.HasSuffix(path, ".tmp")) {
			left = append(left, path)
		}
		return err
	})
	return left
}

// transactions writes the synthetic transactions of the tour: transactions FILE
func transactions(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: transactions FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), tourTransactions(), 0o666))
}

// longLines checks that no line of a file is wider than so many characters:
// longlines FILE N
func longLines(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: ! longlines FILE N")
	}
	most, err := strconv.Atoi(args[1])
	ts.Check(err)
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if n := len([]rune(line)) - 1; n > most {
			if neg {
				ts.Fatalf("%d characters: %s", n, line)
			}
			return
		}
	}
	if !neg {
		ts.Fatalf("no line has more than %d characters", most)
	}
}
