package main

import (
	"fmt"
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
		if err := accepted(e.command); err != nil {
			t.Errorf("%s: %v", e.command, err)
		}
	}
}

// accepted is the error of a command line that the program would not take: no such
// command, flags it has not, more or fewer arguments than it wants.
func accepted(line string) error {
	args := strings.Fields(line)[1:]
	cmd, rest, err := (&program{stdout: io.Discard, stderr: io.Discard, env: os.LookupEnv}).command().Find(args)
	if err != nil {
		return err
	}
	if cmd.Name() != args[0] {
		return fmt.Errorf("there is no command %s", args[0])
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	return cmd.Args(cmd, cmd.Flags().Args())
}
