package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/screening"
	"weir/scenarios"
	"weir/sim/param"
	"weir/sim/verdict"
)

// shells are those that completion is written for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (p *program) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the script by which a shell completes commands, flags, names and paths",
		Long: "Prints the script by which a shell (bash, zsh, fish or powershell) completes commands and flags, and after them\n" +
			"names of the library, kinds, metrics and paths of values.",
		Args:      cobra.ExactArgs(1),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.stdout, true)
			case "zsh":
				return root.GenZshCompletion(p.stdout)
			case "fish":
				return root.GenFishCompletion(p.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.stdout)
			}
			return usage("completion %s; want %s", args[0], either(shells))
		},
	}
}

// completes gives every command what a shell may complete after it.
func completes(root *cobra.Command) {
	arguments := map[string]cobra.CompletionFunc{
		"run": first(scenarioNames), "compare": first(scenarioNames), "gate": scenarioNames, "sweep": first(scenarioNames),
		"backtest": first(scenarioNames), "trace": first(scenarioNames), "verify": first(scenarioNames),
		"show": first(fileNames), "validate": fileNames, "explain": first(explained),
	}
	flags := map[string]cobra.CompletionFunc{
		"vary": valuePaths, "metric": metricNames, "front": frontNames, "design": words(designs...),
		"set": valuePaths, "against": againstNames, "population": populationNames, "tier": tierNames,
		"policy": policyNames, "baseline": policyNames, "gate": gateIDs, "gates": gateFiles,
		"color": words("auto", "always", "never"), "replications": words("auto"),
		"separator": words("comma", "semicolon", "tab", "space"), "header": words("auto", "yes", "no"),
		"budget": words(budgetNames()...), "ci": words(slices.Sorted(maps.Keys(providers))...),
		"inputs": words(inputsFixed, inputsDrawn),
		"model":  words("pareto-nbd", "bgnbd"), "pick": words(model.PickNames...), "only": words(parts...), "unit": words("day", "week"),
	}
	for _, cmd := range root.Commands() {
		if complete := arguments[cmd.Name()]; complete != nil {
			cmd.ValidArgsFunction = complete
		}
		for name, complete := range flags {
			if cmd.Flags().Lookup(name) != nil {
				must(cmd.RegisterFlagCompletionFunc(name, complete))
			}
		}
		if f := cmd.Flags().Lookup("format"); f != nil {
			must(cmd.RegisterFlagCompletionFunc("format", words(formatsIn(f.Usage)...)))
		}
	}
}

// must panics where completion is given twice for one flag.
func must(err error) {
	if err != nil {
		panic("weir: completes: " + err.Error())
	}
}

// words completes fixed words.
func words(list ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
}

// formatsIn returns the formats that the usage of --format lists: text, json or
// csv.
func formatsIn(text string) []string {
	_, list, _ := strings.Cut(text, ": ")
	return strings.FieldsFunc(strings.ReplaceAll(list, " or ", ", "), func(r rune) bool { return r == ',' || r == ' ' })
}

// first completes only the first argument.
func first(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, begun)
	}
}

// named completes names of the library that are of a kind, and YAML files; any
// kind where that is "".
func named(kind scenarios.Kind, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	for _, e := range scenarios.Library() {
		if (kind == "" || e.Kind == kind) && strings.HasPrefix(e.Name, begun) {
			out = append(out, cobra.CompletionWithDesc(e.Name, e.Title))
		}
	}
	files, _ := filepath.Glob(escaped(begun) + "*.yaml") // what is no pattern names no file
	for _, f := range files {
		if text, err := os.ReadFile(f); err == nil && strings.Contains(string(text), "weir: "+string(kind)) {
			out = append(out, f)
		}
	}
	return out, cobra.ShellCompDirectiveDefault // files where nothing fits
}

// escaped is a text as a pattern that matches it alone.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(text)
}

func scenarioNames(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return named(scenarios.KindScenario, begun)
}

func policyNames(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return named(scenarios.KindPolicy, begun)
}

func gateFiles(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return named(scenarios.KindGates, begun)
}

// gateIDs completes the ids of the gates of the scenario named, or of the default one.
func gateIDs(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if loaded := scenarioOf(args); loaded != nil {
		for _, g := range loaded.Gates {
			if strings.HasPrefix(g.ID, begun) {
				out = append(out, cobra.CompletionWithDesc(g.ID, g.Expect))
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// tierNames completes the tiers of the first policy of --policy.
func tierNames(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	policies, _ := cmd.Flags().GetStringArray("policy") // none where there is no such flag
	currency, _ := cmd.Flags().GetString("currency")
	var out []cobra.Completion
	if loaded, _ := scenarios.LoadPolicy(append(policies, defaultPolicy)[0], currency, nil); loaded != nil {
		for _, t := range loaded.Policy.Tiers.Tiers {
			if strings.HasPrefix(t.ID, begun) {
				out = append(out, t.ID)
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// scenarioOf loads the scenario that the arguments name, or the default one, as far as
// it is right; nil if it is not.
func scenarioOf(args []string) *scenarios.Loaded {
	name := defaultScenario
	if len(args) > 0 {
		name = args[0]
	}
	loaded, _ := scenarios.Load(name, scenarios.Options{Project: project()})
	return loaded
}

// againstNames completes what something is held against: of trace a variant of the
// scenario, else a file.
func againstNames(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if cmd == nil || cmd.Name() != "trace" {
		return fileNames(cmd, args, begun)
	}
	var out []cobra.Completion
	if loaded := scenarioOf(args); loaded != nil {
		for _, v := range loaded.Variants[1:] {
			if strings.HasPrefix(v.Name, begun) {
				out = append(out, v.Name)
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// budgetNames are the budgets that a verdict may have.
func budgetNames() []string {
	var names []string
	for _, b := range verdict.Budgets() {
		names = append(names, b.Name)
	}
	return names
}

func populationNames(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return named(scenarios.KindPopulation, begun)
}

func fileNames(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return named("", begun)
}

// explained completes what explain knows: metrics, features and paths of
// parameters.
func explained(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	for _, f := range model.Figures() {
		if strings.HasPrefix(f.Name, begun) {
			out = append(out, cobra.CompletionWithDesc(f.Name, firstSentence(f.Definition)))
		}
	}
	for _, f := range screening.Features(nil, nil) {
		if strings.HasPrefix(f.Name, begun) {
			out = append(out, cobra.CompletionWithDesc(f.Name, firstSentence(f.Doc)))
		}
	}
	for _, x := range prefixes {
		for _, d := range scenarios.Declared(x.kind).Decls() {
			if path := x.prefix + d.Path; d.Name != "weir" && strings.HasPrefix(path, begun) {
				out = append(out, cobra.CompletionWithDesc(path, firstSentence(d.Doc)))
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// metricNames completes metrics as gates write them, without labels.
func metricNames(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	for _, f := range model.Figures() {
		if strings.HasPrefix(f.Name, begun) {
			out = append(out, cobra.CompletionWithDesc(f.Name, firstSentence(f.Definition)))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// frontNames completes the one and then the other of two metrics.
func frontNames(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	i := strings.LastIndexByte(begun, ',') + 1
	names, directive := metricNames(cmd, args, begun[i:])
	for k := range names {
		names[k] = begun[:i] + names[k]
	}
	return names, directive | cobra.ShellCompDirectiveNoSpace
}

// valuePaths completes the left side of --set: the paths of the scenario named, or of
// the default one, with the values in force.
func valuePaths(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	known := map[string]bool{}
	if loaded := scenarioOf(args); loaded != nil {
		for _, s := range loaded.Show() {
			known[s.Path] = true
			if strings.HasPrefix(s.Path+"=", begun) {
				out = append(out, cobra.CompletionWithDesc(s.Path+"=", s.Value))
			}
		}
	}
	for _, x := range prefixes {
		for _, d := range scenarios.Declared(x.kind).Decls() {
			if path := x.prefix + d.Path; settable(d) && !known[path] && strings.HasPrefix(path+"=", begun) {
				out = append(out, cobra.CompletionWithDesc(path+"=", firstSentence(d.Doc)))
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// settable says whether a path is a value with no name of a user's in it.
func settable(d *param.Decl) bool {
	groups := []param.Kind{param.KindGroup, param.KindMap, param.KindList, param.KindOneOf}
	return !slices.Contains(groups, d.Kind) && !strings.Contains(d.Path, "*") && d.Name != "weir"
}
