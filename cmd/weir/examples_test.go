package main

import (
	"io"
	"os"
	"strings"
	"testing"
)

// Every command shows an example, and every example is one that the command line
// takes: a command there is, flags it has, as many arguments as it wants.
func TestExamplesOfCommands(t *testing.T) {
	root := (&program{stdout: io.Discard, stderr: io.Discard, env: os.LookupEnv}).command()
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.Name())
		}
	}
	for _, e := range examples {
		args := strings.Fields(e.command)[1:]
		cmd, rest, err := (&program{stdout: io.Discard, stderr: io.Discard, env: os.LookupEnv}).command().Find(args)
		if err != nil || cmd.Name() != args[0] {
			t.Errorf("%s: there is no such command", e.command)
			continue
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Errorf("%s: %v", e.command, err)
			continue
		}
		if err := cmd.Args(cmd, cmd.Flags().Args()); err != nil {
			t.Errorf("%s: %v", e.command, err)
		}
	}
}
