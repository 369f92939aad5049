package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/model/replay"
	"weir/model/table"
	"weir/report"
	"weir/report/replayed"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim"
	"weir/sim/expr"
	"weir/sim/param"
)

// replayFlags are the flags of run --replay as written.
type replayFlags struct {
	data, columns, separator, header, dateFormat, until, exclude, kinds, tier, currency string
	policies                                                                            []string
}

// replayOnly are the flags that mean nothing without --replay.
func replayOnly() []string {
	return []string{"policy", "columns", "separator", "header", "date-format", "until", "exclude", "kinds", "tier", "currency"}
}

// notReplayed are the flags that mean nothing with it.
func notReplayed() []string {
	return []string{"population", "length", "seed", "replications", "precision", "workers", "resume", "fresh", "inputs", "variance"}
}

func (f *replayFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.data, "replay", "", "apply policies to the real history in `FILE`, a table of transactions, instead of simulating")
	flags.StringArrayVar(&f.policies, "policy", nil, "with --replay: `POLICY` by file or library name; may be repeated, the first is what the others are compared with (default source-rules)")
	flags.StringVar(&f.columns, "columns", "customer=customer,date=date,amount=amount", "with --replay: customer=NAME|N,date=…[,amount=…][,kind=…][,tier=…][,channel=…][,balance=…][,payee=…]")
	flags.StringVar(&f.separator, "separator", "comma", "with --replay: comma, semicolon, tab or space")
	flags.StringVar(&f.header, "header", "auto", "with --replay: auto, yes or no")
	flags.StringVar(&f.dateFormat, "date-format", "", "with --replay: such as YYYYMMDD (default YYYY-MM-DD or YYYYMMDD)")
	flags.StringVar(&f.until, "until", "", "with --replay: last day that is looked at (default: the last day of the data)")
	flags.StringVar(&f.exclude, "exclude", "", `with --replay: rows to leave out: kind == "interest"`)
	flags.StringVar(&f.kinds, "kinds", "", "with --replay: what the data's kinds are: WORD=OPERATION,… or WORD=ignore (default: all are pay)")
	flags.StringVar(&f.tier, "tier", "", "with --replay: `TIER` of customers where the data do not tell it (default: the lowest)")
	flags.StringVar(&f.currency, "currency", "CNY", "with --replay: currency of the amounts")
}

// defaultPolicy is what is replayed when no policy is named.
const defaultPolicy = "source-rules"

// replayHistory is the story of run --replay: policies and log to events, events to
// totals, a list and a table.
func (p *program) replayHistory(cmd *cobra.Command, args []string, f *runFlags) error {
	if len(args) > 0 {
		return usage("--replay needs no scenario: there is %s", args[0])
	}
	for _, name := range notReplayed() {
		if cmd.Flags().Changed(name) {
			return usage("--%s means nothing with --replay: nothing is simulated", name)
		}
	}
	if err := f.formatFlag.check(); err != nil {
		return err
	}
	if err := checkColor(f.color); err != nil {
		return err
	}
	read, until, err := f.replay.parse()
	if err != nil {
		return err
	}
	loaded, err := p.policies(f)
	if err != nil {
		return err
	}
	history, err := p.history(&f.replay, read, loaded[0].Units)
	if err != nil {
		return err
	}
	defer history.Close()
	policies, err := p.compiled(loaded, history, f.format)
	if err != nil {
		return err
	}
	switch {
	case until == 0:
		until = history.Last
	case until < history.First:
		return usage("--until is before the first day of the data, %s", history.First)
	}
	if err := f.replay.knownTier(loaded); err != nil {
		return err
	}
	o := replay.Options{End: sim.Time(until+1) * sim.Time(sim.Day), Channels: history.Channels, Tier: f.replay.tier}
	about := f.replay.about(history, loaded, until)
	dir := f.out
	if dir == "" {
		dir = filepath.Join("runs", "replay-"+hashOf(about))
	}
	result, err := p.play(history, o, policies, dir, about.Minor)
	if err != nil {
		return err
	}
	return p.showReplay(result, about, dir, f)
}

// parse reads the flags that say how the log is written.
func (f *replayFlags) parse() (read replay.ReadOptions, until table.Day, wrong error) {
	note := func(err error) {
		if wrong == nil && err != nil {
			wrong = usage("%v", err)
		}
	}
	read = replay.ReadOptions{Name: filepath.Base(f.data), DateFormat: f.dateFormat}
	var err error
	read.Columns, err = replay.ParseColumns(f.columns)
	note(err)
	read.Separator, err = table.ParseSeparator(f.separator)
	note(err)
	read.Header, err = table.ParseHeader(f.header)
	note(err)
	read.Kinds, err = replay.ParseKinds(f.kinds)
	note(err)
	if f.until != "" {
		until, err = table.ParseDay(f.until)
		note(err)
	}
	return read, until, wrong
}

// policies reads the policies that are named.
func (p *program) policies(f *runFlags) ([]*scenarios.LoadedPolicy, error) {
	names := f.replay.policies
	if len(names) == 0 {
		names = []string{defaultPolicy}
	}
	set, err := (&common{set: f.set}).assignments()
	if err != nil {
		return nil, err
	}
	var out []*scenarios.LoadedPolicy
	for _, name := range names {
		policy, problems := scenarios.LoadPolicy(name, f.replay.currency, set)
		if problems.Failed() {
			return nil, p.invalid(problems, f.format)
		}
		for _, other := range out {
			if other.Name == policy.Name {
				return nil, usage("two policies are called %s", policy.Name)
			}
		}
		out = append(out, policy)
	}
	return out, nil
}

// history reads the log.
func (p *program) history(f *replayFlags, read replay.ReadOptions, units param.Units) (*replay.History, error) {
	read.Minor = units.Minor
	if f.exclude != "" {
		exclude, err := p.excludingRows(f, read)
		if err != nil {
			return nil, err
		}
		read.Exclude = exclude
	}
	data, err := os.Open(f.data)
	if err != nil {
		return nil, exitError{exitInvalid, say.Text("F101", f.data, reason(err))}
	}
	defer data.Close()
	history, err := replay.Read(data, read)
	if err != nil {
		return nil, exitError{exitInvalid, err.Error()}
	}
	return history, nil
}

// excludingRows compiles the expression for rows to leave out. Which words a kind
// may be, the data themselves say: they are read once for that.
func (p *program) excludingRows(f *replayFlags, read replay.ReadOptions) (func(*table.Row) bool, error) {
	kind, amount := 3, 2 // of replay.ColumnNames
	var kinds []string
	data, err := os.Open(f.data)
	if err != nil {
		return nil, exitError{exitInvalid, say.Text("F101", f.data, reason(err))}
	}
	defer data.Close()
	seen := map[string]bool{}
	_, err = table.Read(data, table.Options{Name: read.Name, Columns: read.Columns, Separator: read.Separator, Header: read.Header, DateFormat: read.DateFormat},
		func(row *table.Row) error {
			if word := row.Text(kind); !seen[word] {
				seen[word] = true
				kinds = append(kinds, word)
			}
			return nil
		})
	if err != nil {
		return nil, exitError{exitInvalid, err.Error()}
	}
	names := []expr.Name{{Name: "amount", Unit: expr.Number, Doc: "The amount of the row."}}
	if read.Columns[kind].Spec != "" {
		names = append(names, expr.Name{Name: "kind", Unit: expr.Text, Words: kinds, Doc: "The kind of the row."})
	}
	words := expr.NewVocabulary(names...)
	rule, problems := expr.Compile(f.exclude, words, param.Units{})
	if len(problems) > 0 {
		return nil, p.invalid(scenarios.NewReport(problems, map[string]string{"--exclude": f.exclude}, "--exclude"), "text")
	}
	slots := make([]float64, words.Len())
	return func(row *table.Row) bool {
		minor, _ := table.ParseMoney(row.Text(amount), 1_000_000)
		slots[0] = float64(minor) / 1e6
		if len(slots) > 1 {
			slots[1], _ = words.Word("kind", row.Text(kind))
		}
		return rule.Eval(slots)
	}, nil
}

// knownTier wants the tier that accounts are given to be one of every policy.
func (f *replayFlags) knownTier(policies []*scenarios.LoadedPolicy) error {
	for _, one := range policies {
		var ids []string
		for _, t := range one.Policy.Tiers.Tiers {
			ids = append(ids, t.ID)
		}
		if f.tier != "" && !slices.Contains(ids, f.tier) {
			return usage("--tier %s; %s has %s", f.tier, one.Name, strings.Join(ids, ", "))
		}
	}
	return nil
}

// compiled makes the policies ready for the channels of the log.
func (p *program) compiled(loaded []*scenarios.LoadedPolicy, h *replay.History, format string) ([]replay.Policy, error) {
	var out []replay.Policy
	for _, one := range loaded {
		policy := one.Policy
		ready := replay.Policy{Name: one.Name, Tiers: &policy.Tiers, Dormancy: &policy.Dormancy, Screening: &policy.Screening}
		if policy.Screening.On {
			var tiers []string
			for _, t := range policy.Tiers.Tiers {
				tiers = append(tiers, t.ID)
			}
			rules, problems := policy.Screening.Compile(tiers, h.Channels, one.Units)
			if len(problems) > 0 {
				return nil, p.invalid(scenarios.NewReport(problems, nil, one.Name), format)
			}
			ready.Rules = rules
		}
		out = append(out, ready)
	}
	return out, nil
}

// about says what the replay is made of.
func (f *replayFlags) about(h *replay.History, loaded []*scenarios.LoadedPolicy, until table.Day) replayed.About {
	a := replayed.About{Data: h.Name, SHA256: h.SHA256, First: h.First, Last: until, Currency: f.currency, Minor: loaded[0].Units.Minor,
		Version: version(), Policies: map[string]string{}}
	for _, one := range loaded {
		a.Policies[one.Name] = one.SHA256
	}
	note := func(yes bool, code string, args ...any) {
		if yes {
			a.Notes = append(a.Notes, say.Text(code, args...))
		}
	}
	note(h.CutOff > 0, "R221", h.CutOff)
	note(h.Excluded > 0, "R222", h.Excluded)
	note(h.Ignored > 0, "R223", h.Ignored)
	note(h.Moved > 0, "R224", h.Moved)
	note(!h.Timed, "R225")
	note(!h.Balances, "R226")
	return a
}

// hashOf names a replay by all that its results depend on.
func hashOf(a replayed.About) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%+v", a)))
	return hex.EncodeToString(sum[:6])
}

// play applies the policies and writes every event as it comes, the whole list or
// none of it.
func (p *program) play(h *replay.History, o replay.Options, policies []replay.Policy, dir string, minor int64) (*replay.Result, error) {
	r, err := replay.New(o, policies...)
	if err != nil {
		return nil, exitError{exitInvalid, err.Error()}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	var refused error
	err = writeFile(filepath.Join(dir, "events.csv"), func(w io.Writer) error {
		list := replayed.NewEvents(w, o, minor, h.Timed, policies)
		err := h.Each(func(c *replay.Customer) error {
			refused = r.Customer(c, func(policy int, e replay.Event) { list.Add(c.Name, policy, e) })
			return refused
		})
		if err != nil {
			return err
		}
		return list.Close()
	})
	if refused != nil {
		return nil, exitError{exitInvalid, refused.Error()}
	}
	return r.Result(), err
}

// showReplay writes the other files and prints the results.
func (p *program) showReplay(result *replay.Result, about replayed.About, dir string, f *runFlags) error {
	results := replayed.Results(result, about)
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"results.json", func(w io.Writer) error { return report.WriteJSON(w, results) }},
		{"metrics.csv", func(w io.Writer) error { return report.WriteMetricsCSV(w, results) }},
		{"series.csv", func(w io.Writer) error { return report.WriteSeriesCSV(w, results) }},
		{"summary.md", func(w io.Writer) error { return replayed.WriteMarkdown(w, result, about) }},
	} {
		if err := writeFile(filepath.Join(dir, file.name), file.write); err != nil {
			return err
		}
	}
	if err := p.printReplay(result, results, about, f.format); err != nil {
		return err
	}
	if !f.quiet {
		fmt.Fprintln(p.stderr, say.Text("R220", filepath.Join(dir, "events.csv")))
	}
	return nil
}

func (p *program) printReplay(result *replay.Result, results *report.Results, about replayed.About, format string) error {
	switch format {
	case "json":
		return report.WriteJSON(p.stdout, results)
	case "csv":
		return report.WriteMetricsCSV(p.stdout, results)
	case "markdown":
		return replayed.WriteMarkdown(p.stdout, result, about)
	}
	return replayed.WriteText(p.stdout, result, about)
}
