package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"weir/model/fit"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/expr"
	"weir/sim/param"
)

// fitFlags are the flags of fit as written.
type fitFlags struct {
	columns, separator, header, dateFormat, until, unit, model, exclude, currency, title, to string
	seed                                                                                     uint64
}

func (p *program) fitCommand() *cobra.Command {
	var f fitFlags
	cmd := &cobra.Command{
		Use:   "fit DATA",
		Short: "Estimate activity, dropout and amounts from real transactions, and write a population file",
		Long: "Reads a table of transactions (customer, date, amount), estimates how often customers act, whether and\n" +
			"when they are gone, and how much they move, with standard errors, and checks the fit against the data.\n" +
			"What the data cannot tell is refused, with the number that would be needed.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.fit(args[0], &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.columns, "columns", "customer=customer,date=date,amount=amount", "customer=NAME|N,date=…[,amount=…][,kind=…]")
	flags.StringVar(&f.separator, "separator", "comma", "comma, semicolon, tab or space")
	flags.StringVar(&f.header, "header", "auto", "auto, yes or no")
	flags.StringVar(&f.dateFormat, "date-format", "", "such as YYYYMMDD (default YYYY-MM-DD or YYYYMMDD)")
	flags.StringVar(&f.until, "until", "", "last day of the calibration; later data check the fit (default: the last day)")
	flags.StringVar(&f.unit, "unit", "week", "day or week, of the estimates")
	flags.StringVar(&f.model, "model", "pareto-nbd", "pareto-nbd or bgnbd")
	flags.StringVar(&f.exclude, "exclude", "", `rows to leave out, such as automatic postings: kind == "interest"`)
	flags.StringVar(&f.currency, "currency", "CNY", "currency of the amounts in the population file")
	flags.StringVar(&f.title, "title", "", "title of the population file")
	flags.StringVar(&f.to, "to", "", "population file to write")
	flags.Uint64Var(&f.seed, "seed", 1, "where the chance of the checks begins")
	return cmd
}

// fit reads, estimates, tells, and writes. It ends with the code of an invalid
// file where nothing can be written.
func (p *program) fit(path string, f *fitFlags) error {
	read, options, err := f.parse(path)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return exitError{exitInvalid, say.Text("F101", path, reason(err))}
	}
	if f.exclude != "" {
		if read.Exclude, err = p.excluding(data, read, f.exclude); err != nil {
			return err
		}
	}
	log, err := fit.Read(bytes.NewReader(data), read)
	if err != nil {
		return exitError{exitInvalid, err.Error()}
	}
	result, err := fit.Activity(log, options)
	if result != nil {
		if err := result.WriteText(p.stdout); err != nil {
			return err
		}
	}
	if err != nil {
		return exitError{exitInvalid, err.Error()}
	}
	return p.writePopulation(result, f)
}

// reason returns what is wrong without the path.
func reason(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// parse reads the flags.
func (f *fitFlags) parse(path string) (fit.ReadOptions, fit.Options, error) {
	read := fit.ReadOptions{Name: filepath.Base(path), DateFormat: f.dateFormat}
	options := fit.Options{Seed: f.seed}
	var wrong error
	note := func(err error) {
		if wrong == nil && err != nil {
			wrong = usage("%v", err)
		}
	}
	var err error
	read.Columns, err = fit.ParseColumns(f.columns)
	note(err)
	read.Separator, err = fit.ParseSeparator(f.separator)
	note(err)
	read.Header, err = fit.ParseHeader(f.header)
	note(err)
	options.Unit, err = fit.ParseUnit(f.unit)
	note(err)
	options.Model, err = fit.ParseModel(f.model)
	note(err)
	if f.until != "" {
		options.Until, err = fit.ParseDay(f.until)
		note(err)
	}
	return read, options, wrong
}

// excluding compiles the expression for rows to leave out. Which words a kind
// may be, the data themselves say: they are read once for that.
func (p *program) excluding(data []byte, read fit.ReadOptions, text string) (func(*fit.Row) bool, error) {
	log, err := fit.Read(bytes.NewReader(data), read)
	if err != nil {
		return nil, exitError{exitInvalid, err.Error()}
	}
	names := []expr.Name{{Name: "amount", Unit: expr.Number, Doc: "The amount of the row."}}
	if read.Columns.Kind != "" {
		names = append(names, expr.Name{Name: "kind", Unit: expr.Text, Words: log.Kinds, Doc: "The kind of the row."})
	}
	words := expr.NewVocabulary(names...)
	rule, problems := expr.Compile(text, words, param.Units{})
	if len(problems) > 0 {
		return nil, p.invalid(scenarios.NewReport(problems, map[string]string{"--exclude": text}, "--exclude"), "text")
	}
	slots := make([]float64, words.Len())
	return func(row *fit.Row) bool {
		slots[0] = row.Amount
		if len(slots) > 1 {
			slots[1], _ = words.Word("kind", row.Kind)
		}
		return rule.Eval(slots)
	}, nil
}

// writePopulation writes the population file, whole or not at all, and says how
// to run it.
func (p *program) writePopulation(result *fit.Result, f *fitFlags) error {
	if f.to == "" {
		fmt.Fprintln(p.stderr, say.Text("F110"))
		return nil
	}
	err := writeFile(f.to, func(w io.Writer) error {
		return result.Population(w, fit.PopulationOptions{Title: f.title, Currency: f.currency})
	})
	if errors.Is(err, fit.ErrNoPopulation) {
		return exitError{exitInvalid, err.Error()}
	}
	if err != nil {
		return err
	}
	to := f.to
	if !strings.Contains(to, "/") && !strings.HasSuffix(to, ".yaml") {
		to = "./" + to
	}
	days := int(result.Options.Until - result.From)
	fmt.Fprintln(p.stderr, say.Text("F111", f.to, to, result.From, days))
	return nil
}
