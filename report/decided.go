package report

// Verdicts is what the gate command decided: one verdict over all gates of all
// scenarios, and how it came about.
type Verdicts struct {
	Verdict string `json:"verdict"` // pass, fail, inconclusive, no_data
	Budget  string `json:"budget"`  // ci, release, quick
	Looks   []Look `json:"looks"`   // planned
	// Replications is how many the last look taken had.
	Replications int       `json:"replications"`
	Gates        []Decided `json:"gates"`

	Candidate string         `json:"candidate,omitempty"` // the policy that is judged
	Baseline  string         `json:"baseline,omitempty"`  // the one it is compared with
	Policy    []PolicyChange `json:"policy,omitempty"`    // from the baseline to the candidate
	Loosened  []Loosened     `json:"loosened,omitempty"`  // gates that the candidate's own file holds looser than those judged by, or leaves out
	Reproduce string         `json:"reproduce"`           // a command line
	Notes     []string       `json:"notes,omitempty"`     // sentences
}

// Look is a planned number of replications at which gates are decided, with the
// error of each bound there.
type Look struct {
	N     int     `json:"n"`
	Alpha float64 `json:"alpha"`
}

// Decided is a gate with its verdict. Low and High are the one-sided bounds of
// error Alpha each, at the look that decided.
type Decided struct {
	Gate
	Scenario     string   `json:"scenario"`
	Verdict      string   `json:"verdict"`
	Severity     string   `json:"severity"` // block, warn
	Owner        string   `json:"owner,omitempty"`
	Clause       string   `json:"clause,omitempty"`
	Burden       string   `json:"burden,omitempty"`  // regression where the burden of proof is flipped
	Horizon      string   `json:"horizon,omitempty"` // transition, settled; all left out
	Alpha        float64  `json:"alpha"`
	Replications int      `json:"replications"`      // at the look that decided
	More         int      `json:"more"`              // replications that would probably decide; 0 where decided, -1 where none can be named
	Why          []string `json:"why,omitempty"`     // sentences: guards, assumptions, what the limit needs
	SeeWhy       string   `json:"see_why,omitempty"` // a command line that tells the worst story behind it
	File         string   `json:"file,omitempty"`    // where the gate is written
	Line         int      `json:"line,omitempty"`

	Robust *Robustness `json:"robust,omitempty"`
}

// Robustness is what a gate's verdict is worth over the assumptions.
type Robustness struct {
	Sets         int      `json:"sets"`
	Pass         int      `json:"pass"`
	Fail         int      `json:"fail"`
	Inconclusive int      `json:"inconclusive"`
	NoData       int      `json:"no_data"`
	LeftOut      int      `json:"left_out,omitempty"`   // sets that are no valid settings, not among Sets
	Parameter    string   `json:"parameter,omitempty"`  // the assumption that moves it most
	Moves        *float64 `json:"moves,omitempty"`      // by how much over its range, in the metric's unit
	Dependent    bool     `json:"assumption_dependent"` // moved by more than the margin
	Accepted     string   `json:"accepted,omitempty"`   // why the verdict is taken all the same, where it depends
}

// PolicyChange is a parameter that is another in a variant.
type PolicyChange struct {
	Path   string   `json:"path"`
	Old    string   `json:"old"` // as written; empty where there is none
	New    string   `json:"new"`
	Doc    string   `json:"doc,omitempty"`
	Rules  []string `json:"rules,omitempty"`
	Clause string   `json:"clause,omitempty"` // of the user's own rule book
}

// Loosened is a gate that allows more than the one it is held against.
type Loosened struct {
	ID     string `json:"id"`
	Before string `json:"before"` // the expression that is judged by
	After  string `json:"after"`  // empty: removed
}

// Swap is whom a variant stops instead of whom, customer by customer over the
// replications whose outcomes are kept.
type Swap struct {
	Replications int       `json:"replications"`
	Customers    int       `json:"customers"`
	Rows         []SwapRow `json:"rows"`    // by owner: living, gone
	Flipped      float64   `json:"flipped"` // customers whose outcome is another, mean per replication
	Examples     []Flip    `json:"examples,omitempty"`
}

// SwapRow is a mean per replication of customers with an owner of the kind.
type SwapRow struct {
	Owner   string  `json:"owner"` // living, gone
	Stopped float64 `json:"newly_stopped"`
	Passed  float64 `json:"newly_passed"`
	Both    float64 `json:"stopped_in_both"`
	Neither float64 `json:"stopped_in_neither"`
}

// Flip is a customer whose outcome is another under the variant.
type Flip struct {
	Replication int    `json:"replication"`
	Customer    int    `json:"customer"`
	Before      string `json:"before"` // a sentence
	After       string `json:"after"`
	Trace       string `json:"trace"` // the command line that tells both lives
}

// Sweep is a metric surface over a design of parameter values.
type Sweep struct {
	Design     string           `json:"design"` // grid, lhs, oat
	Parameters []SweepParameter `json:"parameters"`
	Metrics    []SweepMetric    `json:"metrics"`
	Points     []SweepPoint     `json:"points"`
	Tornado    []TornadoBar     `json:"tornado,omitempty"` // largest effects first, by metric
	Front      *Front           `json:"front,omitempty"`
}

// SweepParameter is what is varied.
type SweepParameter struct {
	Path  string   `json:"path"`
	Unit  string   `json:"unit"` // of Values: "d", "share", "CNY", "1", …
	Doc   string   `json:"doc,omitempty"`
	Texts []string `json:"values"` // as written, in the order of the design
	Base  string   `json:"base"`   // as written in the base
	Log   bool     `json:"log,omitempty"`
}

// SweepMetric is what is looked at.
type SweepMetric struct {
	Name     string            `json:"name"`
	Labels   map[string]string `json:"labels"`
	Unit     string            `json:"unit"`
	Better   string            `json:"better"`
	Headline bool              `json:"headline,omitempty"`
}

// SweepPoint is one setting of the parameters with what came of it.
type SweepPoint struct {
	Name   string      `json:"name"`
	Texts  []string    `json:"texts"`  // of the parameters, as written
	Values Numbers     `json:"values"` // the same as numbers, in the parameters' units; NaN where it is none
	Base   bool        `json:"base,omitempty"`
	Cells  []SweepCell `json:"cells"` // by metric
}

// SweepCell is a metric at a point, and its paired change from the base.
type SweepCell struct {
	Estimate
	Delta     *float64 `json:"delta"`
	DeltaLow  *float64 `json:"delta_low"`
	DeltaHigh *float64 `json:"delta_high"`
}

// TornadoBar is how far one parameter, over its range and alone, moves a metric
// from the base.
type TornadoBar struct {
	Metric    int       `json:"metric"`    // index into Metrics
	Parameter int       `json:"parameter"` // index into Parameters
	Low       SweepCell `json:"at_low"`
	High      SweepCell `json:"at_high"`
}

// Front is which points are beaten by no other in two metrics at once.
type Front struct {
	X      int   `json:"x"` // index into Metrics
	Y      int   `json:"y"`
	Points []int `json:"points"` // on the front, in the order of X
}

// Backtest holds predictions against what was observed.
type Backtest struct {
	Verdict  string        `json:"verdict"` // pass, fail, no_data
	Level    float64       `json:"level"`   // nominal, .95
	Covered  int           `json:"covered"`
	Of       int           `json:"of"`
	HeldOut  *float64      `json:"held_out,omitempty"` // coverage of the periods after the calibration's end
	Required float64       `json:"required"`           // .80
	Rows     []BacktestRow `json:"rows"`
}

// BacktestRow is an observed value beside its prediction interval.
type BacktestRow struct {
	Metric   string            `json:"metric"`
	Labels   map[string]string `json:"labels"`
	Unit     string            `json:"unit"`
	Period   string            `json:"period"` // as written: 2026-03, 2026-03-10, 2026-W10, all
	Day      float64           `json:"day"`    // its first day, from the start
	Days     float64           `json:"days"`
	Observed float64           `json:"observed"`
	Mean     *float64          `json:"mean"`
	Low      *float64          `json:"low"` // prediction interval of one history
	High     *float64          `json:"high"`
	Error    *float64          `json:"error"` // observed less mean
	Covered  bool              `json:"covered"`
	HeldOut  bool              `json:"held_out,omitempty"`
	Note     string            `json:"note,omitempty"`
}

// VarianceShare says where an answer's uncertainty comes from: the share of its
// variance that redrawing one group of chance accounts for.
type VarianceShare struct {
	Metric     string            `json:"metric"`
	Labels     map[string]string `json:"labels"`
	Variant    string            `json:"variant,omitempty"` // of a difference; empty for the base's own level
	Shocks     *float64          `json:"shocks"`
	Population *float64          `json:"population"`
	Chance     *float64          `json:"chance"`
	Inputs     *float64          `json:"inputs,omitempty"`
	// The shares' standard errors; none where nothing was redrawn.
	ShocksSE     *float64 `json:"shocks_se,omitempty"`
	PopulationSE *float64 `json:"population_se,omitempty"`
	ChanceSE     *float64 `json:"chance_se,omitempty"`

	N      int    `json:"n"`
	Advice string `json:"advice"` // a sentence: what would help
}
