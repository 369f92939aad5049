package scenarios_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"weir/model"
	"weir/scenarios"
	"weir/sim/param"
)

// everything is a scenario in which everything happens.
const everything = "../testdata/everything.yaml"

// small is a world that is quick to run; what changes nothing in it is tried in
// the whole one.
var small = []string{"institution.customers=300"}

// TestEveryKeyMatters moves every declared parameter, one at a time, in a world in
// which everything happens, and wants another history or other counts: a parameter
// that changes nothing is a promise that the model does not keep. Every world's
// self-check must pass, too.
func TestEveryKeyMatters(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute of worlds")
	}
	keys := declaredKeys()
	checkTables(t, keys)
	loaded, report := scenarios.Load(everything, scenarios.Options{})
	if report.Failed() {
		t.Fatal(report.Text())
	}
	names, values := namesOf(loaded.Variants[0].Plan), valuesOf(loaded)
	w := &worlds{known: map[string]*world{}}
	for _, k := range keys {
		if _, excepted := exceptions[k.path]; excepted {
			continue
		}
		t.Run(k.path, func(t *testing.T) {
			t.Parallel()
			if moves, ok := byHand[k.path]; ok {
				w.matters(t, moves, true)
				return
			}
			w.matters(t, byRule(k.decl, values[k.path], names), false)
		})
	}
}

// key is a declared parameter, with * for what users name.
type key struct {
	path string
	decl *param.Decl
}

// declarations are the files whose parameters are moved. Those of population files
// are the institution's, by the same declarations.
var declarations = []struct {
	prefix string
	set    *param.Set
}{
	{"institution.", scenarios.Declared(scenarios.KindInstitution)},
	{"policy.", scenarios.Declared(scenarios.KindPolicy)},
	{"", scenarios.Declared(scenarios.KindScenario)},
}

// declaredKeys lists the parameters; ids, which are names, are none. A group is one
// where it may be written as a text, and then moved by hand.
func declaredKeys() []key {
	var keys []key
	for _, x := range declarations {
		for _, d := range x.set.Decls() {
			_, text := byHand[x.prefix+d.Path]
			switch {
			case !text && slices.Contains([]param.Kind{param.KindGroup, param.KindMap, param.KindList, param.KindOneOf}, d.Kind):
			case d.Name == "weir", d.Name == "id" && strings.Contains(d.Path, "."):
			default:
				keys = append(keys, key{x.prefix + d.Path, d})
			}
		}
	}
	return keys
}

// checkTables wants exceptions and moves by hand to be of declared parameters.
func checkTables(t *testing.T, keys []key) {
	known := map[string]bool{}
	for _, k := range keys {
		known[k.path] = true
	}
	for path := range exceptions {
		if !known[path] {
			t.Errorf("%s is excepted and is no parameter", path)
		}
	}
	for path := range byHand {
		if !known[path] {
			t.Errorf("%s is moved by hand and is no parameter", path)
		}
	}
}

// valuesOf returns the paths and values in force of each declared parameter.
func valuesOf(loaded *scenarios.Loaded) map[string][]scenarios.Setting {
	shocks := map[string]string{}
	for _, s := range loaded.Scenario.Shocks {
		shocks[s.ID] = s.Case
	}
	out := map[string][]scenarios.Setting{}
	for _, s := range loaded.Show() {
		path := s.Path
		if parts := strings.Split(path, "."); parts[0] == "shocks" {
			parts[1] = shocks[parts[1]] // declared by their kinds
			path = strings.Join(parts, ".")
		}
		for _, x := range declarations {
			rest, ok := strings.CutPrefix(path, x.prefix)
			if !ok {
				continue
			}
			if d, _ := x.set.Explain(rest); d != nil {
				out[x.prefix+d.Path] = append(out[x.prefix+d.Path], s)
			}
			break
		}
	}
	return out
}

// namesOf returns what users name, by sort.
func namesOf(p *model.Plan) map[string][]string {
	l := p.Labels()
	names := map[string][]string{
		"tier": l.Tiers, "region": l.Regions, "channel": l.Channels, "desk": l.Desks, "carrier": l.Carriers,
		"contact channel": l.Contacts, "product": l.Products, "ladder": {"asking", "telling"},
		"action":    {"view", "decide_dormancy", "lift_restriction", "change_tier"},
		"operation": {"pay", "transfer_out", "cash_in", "cash_out", "query", "login"},
		"function":  {"query", "pay", "transfer", "large_transfer"},
	}
	for _, s := range p.Institution.Systems.Systems {
		names["system"] = append(names["system"], s.ID)
	}
	return names
}

// move is one change, in a world that is itself changed where something else must
// be so for the parameter to be in force.
type move struct {
	path, value string
	with, and   []string // flags of both worlds; further flags of the other
	refused     bool     // the move is to be refused: that is how the parameter matters
}

// byRule returns the moves of a parameter wherever it is in force.
func byRule(d *param.Decl, inForce []scenarios.Setting, names map[string][]string) []move {
	var moves []move
	for _, s := range inForce {
		for _, value := range moved(d, s.Value, names) {
			moves = append(moves, move{path: s.Path, value: value})
		}
	}
	return moves
}

// worlds runs each world once.
type worlds struct {
	mu    sync.Mutex
	known map[string]*world
}

// world is what became of a world.
type world struct {
	once    sync.Once
	print   string // of all that happened and is counted
	refused string // why it was not run
	failed  string // what did not add up
}

// matters wants one of the moves to change something. Those found by rule may be
// refused, but not all of them.
func (w *worlds) matters(t *testing.T, moves []move, byHand bool) {
	var tried, refused []string
	for _, size := range [][]string{small, nil} {
		for _, m := range moves {
			flags := append(slices.Clone(size), m.with...)
			base := w.run(flags)
			other := w.run(append(append(slices.Clone(flags), m.path+"="+m.value), m.and...))
			switch {
			case base.refused+base.failed+other.failed != "":
				t.Fatalf("%v, then %s = %s: %s%s%s", flags, m.path, m.value, base.refused, base.failed, other.failed)
			case byHand && m.refused != (other.refused != ""):
				t.Fatalf("%s = %s: refused: %q", m.path, m.value, other.refused)
			case m.refused:
				return
			case other.refused != "":
				refused = append(refused, other.refused)
			case base.print != other.print:
				return
			default:
				tried = append(tried, m.path+" = "+m.value)
			}
		}
	}
	if len(tried) == 0 {
		t.Fatalf("no move was taken: %s", strings.Join(refused, "\n"))
	}
	t.Errorf("changes nothing: %s", strings.Join(tried, ", "))
}

// run loads and runs everything with flags; the same flags give the same world.
func (w *worlds) run(flags []string) *world {
	name := strings.Join(flags, "\n")
	w.mu.Lock()
	x := w.known[name]
	if x == nil {
		x = &world{}
		w.known[name] = x
	}
	w.mu.Unlock()
	x.once.Do(func() { x.run(flags) })
	return x
}

// run takes the base, or the variant where a flag is about it. It is the second
// replication, which may have another book than the first.
func (x *world) run(flags []string) {
	var options scenarios.Options
	variant := 0
	for _, f := range flags {
		path, value, _ := strings.Cut(f, "=")
		options.Flags = append(options.Flags, scenarios.Assignment{Path: path, Value: value, Origin: "--set"})
		if strings.HasPrefix(path, "variants.") {
			variant = 1
		}
	}
	loaded, report := scenarios.Load(everything, options)
	if report.Failed() {
		x.refused = report.Text()
		return
	}
	outcome, err := loaded.Variants[variant].Plan.Replicate(context.Background(), 1, model.Options{})
	if err != nil {
		x.failed = err.Error()
		return
	}
	counts, err := json.Marshal(outcome.Counts)
	if err != nil {
		x.failed = err.Error()
		return
	}
	x.failed = outcome.Failed
	x.print = fmt.Sprint(outcome.Fingerprint, sha256.Sum256(counts))
}
