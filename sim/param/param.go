// Package param declares parameters once: type, unit, default, range, meaning,
// source and grade. Parsing, validation, schema, explanation, documentation,
// overrides and sweeps all derive from the declaration.
//
// Model it on package flag: a struct has a Declare method that binds its fields
// to declarations; the declarations read values from a tree of Values, which a
// reader of files (package scenarios) or a test supplies.
//
//	func (p *Params) Declare(s *param.Set) {
//		s.Duration(&p.After, "after", "90d",
//			"Days without qualifying activity after which an account is flagged. The 90th day itself counts.").
//			Range("1d", "20yr").From(param.Verified, "src:C17").Rules("D1")
//	}
package param

import (
	"weir/sim"
	"weir/sim/dist"
)

// Pos is a place where a user wrote something: a file, or "--set", "WEIR_SEED"
// and the like, which have no lines.
type Pos struct {
	File   string
	Line   int // from 1; 0 where the origin has no lines
	Column int // from 1, in characters
	Width  int // characters to underline
}

// Kind of a Value.
type ValueKind uint8

// The kinds of values in a tree.
const (
	Scalar  ValueKind = iota // Text, as written: 90d, 30000 CNY, true
	Mapping                  // Entries, in the order written
	Listing                  // Items
	Null                     // nothing after the colon
)

// Value is a node of what a user wrote, with its place.
type Value struct {
	Pos     Pos
	Kind    ValueKind
	Text    string
	Quoted  bool // the scalar was written in quotes
	Refused bool // what stood here was refused, and that has been said
	Entries []Entry
	Items   []*Value
}

// Entry is a key with its value; Pos is the key's place.
type Entry struct {
	Key   string
	Pos   Pos
	Value *Value
}

// Problem is something wrong with what a user wrote. Code is a key of the
// catalogue of sentences ("W104"), Args fill its blanks; the upper floors make
// the sentence.
type Problem struct {
	Code    string
	Pos     Pos
	Args    []any
	Help    string // a suggestion's code, empty for none: "W104.help"
	HelpArg []any
	Related []Related
	Warning bool // true: said, but the file is still taken
}

// Related is a second place that a problem is about ("basic was set here").
type Related struct {
	Pos  Pos
	Code string
	Args []any
}

// Grade says how well a default is grounded (model.md).
type Grade uint8

// Grades from best to worst. Assumptions are what `--robust` varies.
const (
	Verified   Grade = iota + 1 // V: seen in a public page, or in a source document
	Secondary                   // Vs: seen, but secondary: an order of magnitude
	Memory                      // M: from memory, not verified
	Derived                     // D: derived by arithmetic
	Assumption                  // A: an assumption
)

// Kind is the type of a declared parameter; it fixes unit and syntax.
type Kind uint8

// The kinds of parameters, with an example of what a user writes.
const (
	KindCount    Kind = iota + 1 // 100000
	KindNumber                   // 1.5
	KindShare                    // 3%, held as 0.03
	KindRate                     // 12/yr, held per day
	KindDuration                 // 90d, 15m, 7 working days is not one
	KindMoney                    // 30000 CNY, held in minor units
	KindDate                     // 2026-01-01 or 2026-03-10T09:30
	KindText                     // any text
	KindName                     // an identifier, or a reference to one
	KindChoice                   // one of a fixed set
	KindFlag                     // true, false
	KindDist                     // {lognormal: {median: 3h, p95: 9h}} or a constant
	KindNames                    // a list of names: [core, app]
	KindNumbers                  // a list of numbers
	KindGroup                    // fixed keys below
	KindMap                      // keys the user chooses, each with the same keys below
	KindList                     // a list of like items
	KindRaw                      // kept as written, checked by its owner
	KindMix                      // names with shares that sum to 100 %: {app: 60%, web: 40%}
	KindOneOf                    // a list of single-key mappings: - outage: {system: core}
	KindDeadline                 // 48h, or working days: 7wd
)

// String returns the kind's word in documentation.
func (k Kind) String() string {
	return [...]string{"", "count", "number", "share", "rate", "duration", "money", "date", "text",
		"name", "choice", "flag", "distribution", "names", "numbers", "group", "map", "list", "raw",
		"mix", "one of", "deadline"}[k]
}

// Decl is one declaration. The methods that return *Decl chain.
type Decl struct {
	Path    string // from the root of the file, * for a user's key: tiers.*.daily_limit
	Name    string // the last part of Path
	Kind    Kind
	Of      Kind     // KindDist: what is drawn (KindDuration, KindMoney, KindRate, KindNumber, KindShare)
	Default string   // as a user would write it; "" with Must set means it is required
	Must    bool     // has no default
	Choices []string // KindChoice
	Refers  string   // KindName, KindNames: what it names ("system", "tier"), for did-you-mean and docs
	Low     string   // lower end of the range, as written; "" for none
	High    string   // upper end of the range
	Doc     string   // one or two sentences
	Source  string   // "src:C17", "facts 7.2", a paper, or "" (then Grade is Assumption)
	Grade   Grade
	RuleIDs []string // rules of model.md that the parameter belongs to
	Since   string   // version in which it came
	Fields  []*Decl  // KindGroup, KindMap, KindList: declarations below
	Cases   []*Decl  // KindOneOf: one group for each case
	Noun    string   // what one is called in a message, "tier"; "" for its name in quotes
	Defines string   // KindMap, KindList, KindMix: the keys or ids are names of this sort ("tier")
	Rest    bool     // KindMap: its keys stand beside the group's fixed ones; Name is *

	// Set after Bind.
	Origin Pos    // where the value came from; zero: the default
	Value  string // the value in force as a user would write it
	Clause string // the reference of the user's own rule book, where one was written
	Given  bool   // the user wrote it

	units      Units
	dst        any   // what is bound: a pointer; nil for what nests
	given      *bool // set to Given
	inner      *Set  // KindGroup and items of KindMap, KindList, KindOneOf: what is bound below
	items      []*Decl
	named      []named                  // names in force that Refers speaks of
	node       *Value                   // as written, where given
	check      func(text string) *fault // parses a bound of the range, or tells what is wrong
	broken     bool                     // a problem was reported
	clauses    bool                     // the long form {value: …, clause: …} is taken
	identified Pos                      // an item's id, for a message about one that repeats
	chosen     string                   // the case of an item of KindOneOf
	text       bool                     // KindGroup: a text may stand in its place; Value is what was written
	bind       func(*Value, *binder)
}

// named is a name that a user wrote, with its place.
type named struct {
	name string
	pos  Pos
}

// Range limits the value to low..high, both inclusive, written as a user would.
func (d *Decl) Range(low, high string) *Decl { d.Low, d.High = low, high; return d }

// From gives the ground of the default.
func (d *Decl) From(g Grade, source string) *Decl { d.Grade, d.Source = g, source; return d }

// Assumed marks the default as an assumption, with what it leans on.
func (d *Decl) Assumed(why string) *Decl { d.Grade, d.Source = Assumption, why; return d }

// Rules cites the rules of the model that read the parameter.
func (d *Decl) Rules(ids ...string) *Decl { d.RuleIDs = ids; return d }

// Required says that there is no default.
func (d *Decl) Required() *Decl { d.Must, d.Default = true, ""; return d }

// Names says what a KindName, KindNames or KindMix parameter refers to; Resolve
// checks it.
func (d *Decl) Names(what string) *Decl { d.Refers = what; return d }

// Or adds words that a KindName parameter takes besides the names it refers to.
func (d *Decl) Or(words ...string) *Decl { d.Choices = append(d.Choices, words...); return d }

// Called gives the noun of a group, or of one item of a map or list, for
// messages: "not a field of a tier".
func (d *Decl) Called(noun string) *Decl { d.Noun = noun; return d }

// Defining says that the keys of a map or the ids of a list are names of a
// sort, and that one of them is called so.
func (d *Decl) Defining(sort string) *Decl {
	d.Defines = sort
	if d.Noun == "" {
		d.Noun = sort
	}
	return d
}

// Optional says that the parameter or group may be absent, and where to note
// whether a user gave it. An absent group leaves its fields at their defaults.
func (d *Decl) Optional(given *bool) *Decl { d.given = given; return d }

// Declarer is a group of parameters.
type Declarer interface{ Declare(*Set) }

// Units are the units a file may use beyond those of time and number.
type Units struct {
	Currency string // the institution's, "CNY"; "" where money may not occur
	Minor    int64  // minor units in one unit, 100

	// Read returns the content of a file that a value names, relative to the
	// file the value is in; nil where values may not name files.
	Read func(from Pos, name string) ([]byte, error)
}

// The typed destinations. Money is in minor units; a share is 0..1; a rate is
// per day; a date is local to the institution.
type (
	Money = int64
	Rate  = float64
)

// Date is a calendar date and time of day as written, without a zone.
type Date struct {
	Year, Month, Day     int
	Hour, Minute, Second int
	HasTime              bool
}

// Dist is a declared distribution bound to a parameter: draws are in the base
// unit of what is drawn (microseconds, minor units, per day, plain numbers).
type Dist struct {
	dist.Dist
	Text string // as written
}

// Weighted is a name with its share of a mix.
type Weighted struct {
	Name  string
	Share float64 // 0..1; the shares of a mix sum to 1
}

// Deadline is a length of time, or a number of working days of the
// institution's calendar; the other is 0.
type Deadline struct {
	After       sim.Duration
	WorkingDays int64
}

// Chosen is an item of a list of cases: which case, under which id, with its
// parameters, as the case's New returned them.
type Chosen struct {
	ID    string // the item's id; its case's name where none is written
	Case  string
	Pos   Pos // the place of the case's name
	Value any
}

// Case is one of the kinds an item may be: a shock, a measure.
type Case struct {
	Name, Doc string
	Rules     []string
	New       func(s *Set) any // declares the parameters and returns what holds them
}
