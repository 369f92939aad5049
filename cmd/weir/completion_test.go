package main

import (
	"io"
	"os"
	"slices"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// free are the placeholders of flags whose values nobody can list.
var free = []string{"NUMBER", "TIME", "DATE", "SHARE", "FILE", "DIRECTORY", "EXPR", "NAME:PATH=VALUE[,PATH=VALUE]…", "string", "strings", "int", "uint", "float"}

// A flag whose value is one of a list or a name completes.
func TestFlagsComplete(t *testing.T) {
	p := &program{stdout: io.Discard, stderr: io.Discard, env: os.LookupEnv}
	seen := 0
	for _, cmd := range p.command().Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			placeholder, _ := pflag.UnquoteUsage(f)
			_, completes := cmd.GetFlagCompletionFunc(f.Name)
			if f.Value.Type() != "bool" && !slices.Contains(free, placeholder) && !completes {
				t.Errorf("%s --%s %s does not complete", cmd.Name(), f.Name, placeholder)
			}
			if completes {
				seen++
			}
		})
	}
	if seen < 20 {
		t.Errorf("only %d flags complete", seen)
	}
}

// Gates are completed by their ids, whatever command asks.
func TestGateIDs(t *testing.T) {
	t.Chdir(t.TempDir())
	text := "weir: scenario/v1\ngates:\n  - {id: app-continuity, expect: 'continuity.availability{channel=app} >= 99%'}\n  - {id: other, expect: 'customer.watched.share <= 60%'}\n"
	if err := os.WriteFile("mine.yaml", []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	got, _ := gateIDs(nil, []string{"mine.yaml"}, "app")
	if want := []cobra.Completion{cobra.CompletionWithDesc("app-continuity", "continuity.availability{channel=app} >= 99%")}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, _ := gateIDs(nil, []string{"nothing.yaml"}, ""); len(got) > 0 {
		t.Errorf("gates of nothing: %q", got)
	}
}
