package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"os"

	"weir/model"
	"weir/sim/param"
)

// LoadedPolicy is a policy read by itself, without an institution: what it names
// there, such as desks, is not looked for.
type LoadedPolicy struct {
	Name   string // of the file or library entry, without directory and .yaml
	Policy *model.Policy
	Units  param.Units
	SHA256 string // of the file's bytes
}

// LoadPolicy reads a policy by file or library name, in a currency, with what is to
// be set in it: paths that begin with policy. The report has all that is wrong; if
// it has failed, there is no policy.
func LoadPolicy(name, currency string, set []Assignment) (*LoadedPolicy, *Report) {
	l := &loader{files: newFiles(os.ReadFile)}
	l.units = param.Units{Currency: "CNY", Minor: 100, Read: l.files.readData}
	l.changes = []change{{path: "institution.currency", value: &param.Value{Kind: param.Scalar, Text: currency}, place: param.Pos{File: "--currency"}}}
	l.base.institution = &param.Value{Kind: param.Mapping}
	l.currency()
	policy := l.policy(name, set)
	report := &Report{Problems: tidy(l.files.problems), texts: l.files.texts}
	if report.Failed() {
		return nil, report
	}
	return policy, report
}

// policy reads and binds one policy.
func (l *loader) policy(name string, set []Assignment) *LoadedPolicy {
	text, _ := l.files.peek(name)
	tree := l.files.open(name, param.Pos{File: "--policy"}, KindPolicy)
	if tree == nil {
		return nil
	}
	out := &LoadedPolicy{Name: stem(name), Policy: new(model.Policy), Units: l.units}
	declared := declared(KindPolicy, l.units, out.Policy)
	changes, problems := changesFrom(set)
	l.reports(problems)
	tree = tree.Clone()
	l.reports(apply(changes, []part{{"policy", tree, declared}}))
	l.reports(declared.Bind(tree))
	l.reports(param.Resolve(nil, declared))
	sum := sha256.Sum256(text)
	out.SHA256 = hex.EncodeToString(sum[:])
	return out
}
