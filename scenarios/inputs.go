package scenarios

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"weir/sim/param"
)

// Input is a resolved file of the run directory's inputs/. Together they are
// a scenario by themselves: loading inputs/scenario.yaml gives the same plans.
type Input struct {
	Name    string // scenario.yaml, policy.yaml, data/0f3a….csv
	Content []byte
}

// SHA256 returns the content's hash in hexadecimal.
func (in Input) SHA256() string {
	sum := sha256.Sum256(in.Content)
	return hex.EncodeToString(sum[:])
}

// hashOf names what is computed: the variants with all that their results depend
// on. How often, and what is asked of the results, is not in it, so that more
// replications go on where fewer ended.
func hashOf(loaded *Loaded) string {
	sum := sha256.New()
	for _, v := range loaded.Variants {
		fmt.Fprintf(sum, "%s %s\n", v.key, v.Name)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// inputs writes every file with every value, defaults too.
func (l *loader) inputs(loaded *Loaded, start composed) []Input {
	w := &inputWriter{data: l.files.data}
	base := loaded.Variants[0].parts
	scenario := base.scenarioSet.Resolved()
	put(scenario, "institution", w.write("institution.yaml", base.institutionSet))
	put(scenario, "policy", w.write("policy.yaml", base.policySet))
	if base.scenario.Stock != "" {
		for _, e := range scenario.Find("population").Entries {
			w.copyData(e.Value)
		}
		if base.populationSet != nil {
			put(scenario.Find("population"), "population", w.write("population.yaml", base.populationSet))
		}
	} else if base.populationSet != nil {
		put(scenario, "population", w.write("population.yaml", base.populationSet))
	} else {
		put(scenario, "population", base.customers())
	}
	if base.scenario.StartPolicy != "" {
		put(scenario, "start_policy", w.write("start-policy.yaml", start.policySet))
	}
	if loaded.Baseline != nil {
		put(scenario, "baseline", w.write("baseline.yaml", loaded.Baseline.parts.policySet))
	}
	drop(scenario, "set")
	drop(scenario, "bad") // what shows that gates can fail is not part of a run
	w.changes(scenario, base.steps)
	w.variants(scenario, loaded)
	if flags := l.options.Vary; len(flags) > 0 {
		drop(scenario, "vary")
		scenario.Entries = append(scenario.Entries, param.Entry{Key: "vary", Value: listOf(flags)})
	} else if l.unvaried() {
		drop(scenario, "vary")
	}
	inOrder(scenario, base.scenarioSet.FieldNames())
	w.add("scenario.yaml", scenario)
	slices.SortFunc(w.inputs, func(a, b Input) int { return cmp.Compare(a.Name, b.Name) })
	return w.inputs
}

// customers returns how many there are without a population file.
func (c composed) customers() string {
	if n := c.institution.Population.CohortSize(); n > 0 {
		return fmt.Sprint(n)
	}
	if n, isNumber := c.scenario.customers(); isNumber {
		return fmt.Sprint(n)
	}
	return fmt.Sprint(c.institution.Customers)
}

// keyOf returns a hash of all that a variant's results depend on: neither
// titles and gates of the scenario nor the number of replications nor the names
// of files are in it, so that a run goes on from its own inputs.
func (l *loader) keyOf(c composed, start *param.Set) string {
	sum := sha256.New()
	scenario := c.scenarioSet.Resolved()
	own := scenario.Find("population")
	for _, field := range []string{"title", "institution", "policy", "population", "start_policy", "baseline", "replications", "budget", "set", "variants", "bad", "vary", "gates"} {
		drop(scenario, field)
	}
	data := &inputWriter{data: l.files.data}
	if c.scenario.Stock == "" {
		put(scenario, "population", c.customers())
	} else if own != nil { // an own book is among the data
		for _, e := range own.Entries {
			data.copyData(e.Value)
		}
	}
	data.moveData(scenario) // names it by its content
	sum.Write(param.Encode(scenario))
	sets := []*param.Set{c.institutionSet, c.policySet, start, c.populationSet}
	for _, s := range c.steps {
		sets = append(sets, s.set)
	}
	for _, s := range sets {
		if s == nil {
			continue
		}
		tree := s.Resolved()
		drop(tree, "title")
		data.moveData(tree)
		sum.Write([]byte("\n---\n"))
		sum.Write(param.Encode(tree))
	}
	for _, in := range data.inputs { // not what only another variant names
		sum.Write(in.Content)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// inputWriter collects inputs.
type inputWriter struct {
	inputs []Input
	data   []dataFile
}

// write adds a bound file and returns its name as a reference.
func (w *inputWriter) write(name string, s *param.Set) string {
	w.add(name, s.Resolved())
	return "./" + name
}

func (w *inputWriter) add(name string, tree *param.Value) {
	w.moveData(tree)
	w.inputs = append(w.inputs, Input{name, param.Encode(tree)})
}

// variants writes each variant's policy as a file of its own, and keeps what
// else it sets.
func (w *inputWriter) variants(scenario *param.Value, loaded *Loaded) {
	if len(loaded.Variants) == 1 {
		return
	}
	list := &param.Value{Kind: param.Listing}
	for _, v := range loaded.Variants[1:] {
		item := &param.Value{Kind: param.Mapping}
		put(item, "name", v.Name)
		put(item, "policy", w.write("policy."+v.Name+".yaml", v.parts.policySet))
		if set := setOf(v.changes); len(set.Entries) > 0 {
			item.Entries = append(item.Entries, param.Entry{Key: "set", Value: set})
		}
		list.Items = append(list.Items, item)
	}
	drop(scenario, "variants")
	scenario.Entries = append(scenario.Entries, param.Entry{Key: "variants", Value: list})
}

// changes writes the policies of a policy's changes that name a file as files of
// their own; what a change sets stays as it is written.
func (w *inputWriter) changes(scenario *param.Value, steps []step) {
	list := scenario.Find("changes")
	for i, s := range steps {
		if s.spec.Policy != "" {
			put(list.Items[i], "policy", w.write(fmt.Sprintf("policy-change-%d.yaml", i+1), s.set))
			drop(list.Items[i], "set") // it is in the file
		}
	}
}

// setOf returns changes as a `set:` block, without those to the policy, which
// has a file.
func setOf(changes []change) *param.Value {
	set := &param.Value{Kind: param.Mapping}
	for _, c := range changes {
		if !strings.HasPrefix(c.path, "policy.") {
			drop(set, c.path)
			set.Entries = append(set.Entries, param.Entry{Key: c.path, Value: c.value.Clone()})
		}
	}
	return set
}

// moveData makes values that name data files name their copies.
func (w *inputWriter) moveData(v *param.Value) {
	for i := range v.Entries {
		e := &v.Entries[i]
		if e.Key == "empirical" {
			w.copyData(e.Value)
		}
		w.moveData(e.Value)
	}
	for _, item := range v.Items {
		w.moveData(item)
	}
}

// copyData adds the file that an empirical distribution names, under a name
// made of its content.
func (w *inputWriter) copyData(v *param.Value) {
	if v.Kind == param.Mapping {
		if v = v.Find("file"); v == nil {
			return
		}
	}
	for _, d := range w.data {
		if d.name != v.Text || d.from != v.Pos.File {
			continue
		}
		in := Input{Content: d.content}
		in.Name = "data/" + in.SHA256()[:12] + filepath.Ext(d.name)
		v.Text = in.Name
		if !slices.ContainsFunc(w.inputs, func(other Input) bool { return other.Name == in.Name }) {
			w.inputs = append(w.inputs, in)
		}
		return
	}
}

// put sets a key of a mapping to a text.
func put(v *param.Value, key, text string) {
	value := &param.Value{Text: text}
	for i := range v.Entries {
		if v.Entries[i].Key == key {
			v.Entries[i].Value = value
			return
		}
	}
	v.Entries = append(v.Entries, param.Entry{Key: key, Value: value})
}

// listOf is a list of texts.
func listOf(texts []string) *param.Value {
	list := &param.Value{Kind: param.Listing}
	for _, text := range texts {
		list.Items = append(list.Items, &param.Value{Text: text})
	}
	return list
}

// inOrder sorts a mapping's keys as they are declared.
func inOrder(v *param.Value, names []string) {
	slices.SortStableFunc(v.Entries, func(a, b param.Entry) int {
		return cmp.Compare(slices.Index(names, a.Key), slices.Index(names, b.Key))
	})
}

// drop removes a key of a mapping.
func drop(v *param.Value, key string) {
	v.Entries = slices.DeleteFunc(v.Entries, func(e param.Entry) bool { return e.Key == key })
}
