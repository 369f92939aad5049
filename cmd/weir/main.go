// Weir stress-tests account-service policy: it simulates customers, shocks and
// an institution under its rules, and shows what comes of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit codes of docs/commands.md.
const (
	exitDone         = 0
	exitUnexpected   = 1
	exitUsage        = 2
	exitInvalid      = 3
	exitFail         = 10
	exitInconclusive = 11
	exitNoData       = 12
	exitInterrupted  = 130
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program with its outputs given, so that tests can run it.
func run(args []string, stdout, stderr io.Writer) int {
	out := &output{to: stdout}
	p := &program{stdout: out, stderr: stderr, env: os.LookupEnv}
	root := p.command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(context.Background())
	var coded exitError
	switch {
	case out.err != nil: // whatever was found has not reached anybody
		fmt.Fprintln(stderr, "weir:", out.err)
		return exitUnexpected
	case err == nil:
		return exitDone
	case errors.As(err, &coded):
		if coded.message != "" {
			fmt.Fprintln(stderr, coded.message)
		}
		return coded.code
	}
	fmt.Fprintln(stderr, "weir:", err)
	return exitUnexpected
}

// output is standard output; it remembers that something could not be written.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(text []byte) (int, error) {
	n, err := o.to.Write(text)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// program is what the commands share.
type program struct {
	stdout, stderr io.Writer
	env            func(string) (string, bool)
}

// exitError ends the program with a code and a message, which may be empty when
// all has been said.
type exitError struct {
	code    int
	message string
}

func (e exitError) Error() string { return e.message }

// usage is an error in the words of the command line.
func usage(format string, args ...any) error {
	return exitError{exitUsage, "weir: " + fmt.Sprintf(format, args...)}
}

// command builds the command line: one file per command.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:     "weir",
		Version: versionLine(),
		Short:   "Stress-test account-service policy before your customers do.",
		Long: "Weir simulates synthetic customers, shocks and an institution under its rules,\n" +
			"and shows the resulting risk and service continuity with honest intervals.\n\n" +
			"To begin: weir run pay-day-outage",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetHelpCommand(helpCommand())
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(p.initCommand(), p.runCommand(), p.compareCommand(), p.gateCommand(), p.backtestCommand(), p.sweepCommand(), p.diffCommand(), p.reportCommand(), p.validateCommand(), p.explainCommand(), p.listCommand(), p.showCommand(),
		p.schemaCommand(), p.completionCommand(), p.traceCommand(), p.fitCommand(), p.verifyCommand(), p.versionCommand())
	for _, cmd := range root.Commands() {
		cmd.Args = misuse(cmd.Args)
		cmd.Example = exampleOf(cmd.Name())
	}
	completes(root)
	return root
}

// unknownCommand is the error of a command that there is not.
func unknownCommand(root *cobra.Command, name string) error {
	message := fmt.Sprintf("there is no command %q", name)
	if near := root.SuggestionsFor(name); len(near) > 0 {
		message += fmt.Sprintf("; did you mean %s?", strings.Join(near, " or "))
	}
	return usage("%s (weir --help lists them)", message)
}

// flagError says what is wrong with a flag in the words of the command line.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if !errors.As(err, &value) {
		return usage("%v (%s --help lists the flags)", err, cmd.CommandPath())
	}
	want := "a whole number"
	if value.GetFlag().Value.Type() == "bool" {
		want = "true or false"
	}
	return usage("--%s %s; want %s", value.GetFlag().Name, value.GetValue(), want)
}

// helpCommand shows a command's help, and does not take help that is not there
// for success.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Show what a command does and its flags", Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(root, args[0])
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// misuse makes a wrong number of arguments an error of the command line.
func misuse(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usage("%v (%s --help shows the usage)", err, cmd.CommandPath())
		}
		return nil
	}
}
