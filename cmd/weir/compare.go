package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/gate"
	"weir/report"
	"weir/scenarios"
)

// variantFlags say what is compared with the scenario as it is.
type variantFlags struct {
	variants []string
	policies []string
}

func (f *variantFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.variants, "variant", nil, "a variant, `NAME:PATH=VALUE[,PATH=VALUE]…`; may be repeated")
	flags.StringArrayVar(&f.policies, "policy", nil, "a `POLICY`, by file or name; given again: the next is compared with the first")
}

// options adds the variants to how a scenario is loaded.
func (f *variantFlags) options(o *scenarios.Options) error {
	for _, text := range f.variants {
		v, problems := scenarios.ParseVariant(text)
		if len(problems) > 0 {
			return usage("--variant %s; want NAME:PATH=VALUE, as in strict:policy.dormancy.basic.after=60d", text)
		}
		o.Variants = append(o.Variants, v)
	}
	flags, others := scenarios.PolicyFlags(f.policies)
	o.Flags = append(o.Flags, flags...)
	o.Variants = append(o.Variants, others...)
	return nil
}

// typed returns the flags as they are typed.
func (f *variantFlags) typed() string {
	return flagsTyped("--variant", f.variants...) + flagsTyped("--policy", f.policies...)
}

// compareFlags are the flags of compare.
type compareFlags struct {
	working
	variantFlags
	deepFlags
	metrics []string
}

// defaultComparison is how many replications a comparison takes where nothing is
// said: a verdict in words wants more than a first look.
const defaultComparison = "64"

func (p *program) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare SCENARIO",
		Short: "Compare variants with a scenario on the same chance: what changes, and for whom",
		Long: "Compares variants with the scenario as it is, replication by replication on the same chance: what differs between\n" +
			"the policies, what that changes, with a verdict in words, whom it stops instead of whom, and customers to whom\n" +
			"something else happens. Variants are those of the scenario, and --variant and --policy. The verdicts are about the\n" +
			"headline metrics together, or about those named by --metric: any of them is wrongly called better or worse in at\n" +
			"most 5 % of comparisons. Other metrics are marked where they are worth a look.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.compare(cmd.Context(), args, &f)
		},
	}
	f.working.register(cmd, "text", "json", "csv", "markdown")
	f.registerReplications(cmd)
	cmd.Flags().Lookup("replications").Usage = "`NUMBER` of times each variant is simulated (default " + defaultComparison + ")"
	f.variantFlags.register(cmd)
	f.deepFlags.register(cmd)
	cmd.Flags().StringArrayVar(&f.metrics, "metric", nil, "a `METRIC` that the verdicts are about, as gates write it; may be repeated")
	return cmd
}

// compare runs the base and its variants and puts words to what differs.
func (p *program) compare(ctx context.Context, args []string, f *compareFlags) error {
	name, err := f.scenario(args)
	if err != nil {
		return err
	}
	if f.replications == "" {
		f.replications = defaultComparison
	}
	if n, err := strconv.Atoi(f.replications); err != nil || n < 1 {
		return usage("--replications %s; compare wants a number: words need as many replications as were planned", f.replications)
	}
	if err := f.check(); err != nil {
		return err
	}
	loaded, err := p.loadWith(name, f.common, f.variantFlags.options)
	if err != nil {
		return err
	}
	if len(loaded.Variants) < 2 {
		return usage("nothing to compare %s with: give --variant NAME:PATH=VALUE or --policy twice, or variants: in the scenario", name)
	}
	loaded.Gates = slices.DeleteFunc(slices.Clone(loaded.Gates), compares) // about another comparison: with the baseline
	named, err := metricsNamed(f.metrics, loaded)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		f.rename(loaded)
	}
	if err := f.deepFlags.possible(loaded, int(loaded.Scenario.Replications)); err != nil {
		return err
	}
	arms := armsOf(withBaseline(loaded))
	sim, err := p.begin(ctx, &f.working, f.directory(loaded.Name, loaded.Hash), arms, loaded)
	if err != nil {
		return err
	}
	defer sim.end()
	found, err := sim.lab.Run(sim.ctx, arms, int(loaded.Scenario.Replications))
	deep := &deeper{}
	if err == nil {
		deep, err = f.deepen(sim, answered{loaded, withBaseline(loaded), arms, variantsOf(arms, found), named, len(arms)}, found)
	}
	if err := sim.conclude(found, err, func() *report.Results {
		r := assemble(loaded, found, named...)
		deep.fill(r)
		for i := range r.Differences {
			tellFlips(&r.Differences[i], "weir trace "+quoted(name)+f.common.typed()+f.variantFlags.typed())
		}
		return r
	}); err != nil {
		return err
	}
	return sim.selfCheck(found)
}

func (f *compareFlags) check() error {
	if err := f.deepFlags.check(); err != nil {
		return err
	}
	return f.working.check()
}

// tellFlips writes the command lines that tell both lives of customers to whom
// something else happens.
func tellFlips(d *report.Difference, trace string) {
	if d.Swap == nil {
		return
	}
	for i := range d.Swap.Examples {
		e := &d.Swap.Examples[i]
		e.Trace = fmt.Sprintf("%s --customer %d --replication %d --against %s", trace, e.Customer, e.Replication, quoted(d.Variant))
	}
}

// metricsNamed checks metrics as gates write them and returns them in canonical
// form.
func metricsNamed(texts []string, loaded *scenarios.Loaded) ([]string, error) {
	var out []string
	for _, text := range texts {
		e, problems := gate.Parse(text + " <= 0")
		if len(problems) > 0 || e.Stat != gate.Mean {
			return nil, usage("--metric %s; want a metric as gates write it, such as customer.flags.count{tier=basic}", text)
		}
		figures := model.Figures()
		i := slices.IndexFunc(figures, func(f model.Figure) bool { return f.Name == e.Metric })
		if i < 0 {
			return nil, usage("--metric %s; there is no such metric (weir list metric)", text)
		}
		for _, l := range e.Labels {
			if !slices.Contains(figures[i].Labels, l.Name) || !slices.Contains(loaded.Variants[0].Plan.Labels().Values(l.Name), l.Value) {
				return nil, usage("--metric %s; %s has no {%s=%s}", text, e.Metric, l.Name, l.Value)
			}
		}
		canonical, _, _ := strings.Cut(e.String(), " ")
		out = append(out, canonical)
	}
	return out, nil
}
