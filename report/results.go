package report

import "weir/sim/stat"

// Schema is the kind and version of results.json that this package writes.
const Schema = "results/v1"

// Results is results.json: all that a run found, with where it came from. It
// holds nothing that depends on the machine, the time of day or the number of
// workers: the same inputs give the same bytes. Numbers that do not exist (an
// interval below ten replications, a mean of nothing) are null.
//
// Units: shares are 0..1, durations are in the unit that the record names ("s",
// "min", "h" or "d"), money is in whole units of the currency (not minor ones).
type Results struct {
	Weir         string            `json:"weir"` // "results/v1"
	Scenario     string            `json:"scenario"`
	Title        string            `json:"title"`
	Version      string            `json:"version"`
	Architecture string            `json:"architecture"` // floating point may differ between architectures
	Seed         uint64            `json:"seed"`
	Start        string            `json:"start"` // 2026-01-01
	Days         float64           `json:"days"`
	Population   int64             `json:"population"`
	Currency     string            `json:"currency"`
	Inputs       map[string]string `json:"inputs"`      // file under inputs/ → SHA-256
	Fingerprint  string            `json:"fingerprint"` // of the trajectories, 32 hexadecimal digits
	Precision    *Precision        `json:"precision,omitempty"`
	Notes        []string          `json:"notes,omitempty"` // sentences under the table
	Variants     []Variant         `json:"variants"`
	Differences  []Difference      `json:"differences,omitempty"`
	Gates        []Gate            `json:"gates,omitempty"` // estimates only: run decides nothing
	Gate         *Verdicts         `json:"gate,omitempty"`  // what gate decided
	Sweep        *Sweep            `json:"sweep,omitempty"`
	Backtest     *Backtest         `json:"backtest,omitempty"`
	Variance     []VarianceShare   `json:"variance,omitempty"`
}

// Precision says that the number of replications was chosen by `auto`.
type Precision struct {
	Target   float64 `json:"target"`  // relative half-width asked for
	Reached  bool    `json:"reached"` // false: the limit of replications came first
	Metric   string  `json:"metric"`  // the metric that was the last to get there
	Achieved float64 `json:"achieved"`
}

// Variant is the scenario under one policy.
type Variant struct {
	Name          string         `json:"name"`
	Replications  int            `json:"replications"`
	Fingerprint   string         `json:"fingerprint"`
	Metrics       []Metric       `json:"metrics"`
	Distributions []Distribution `json:"distributions,omitempty"`
	Shocks        []Shock        `json:"shocks,omitempty"`
	Changes       []Change       `json:"changes,omitempty"`
	States        *States        `json:"states,omitempty"`
	Restrictions  []Restriction  `json:"restrictions,omitempty"`
	Survival      []Survival     `json:"survival,omitempty"`
	GoingLive     []GoingLive    `json:"going_live,omitempty"`
	Series        []Series       `json:"-"` // series.csv
}

// Estimate is a mean over replications with its 95 % interval, as in a Metric:
// Mean is nil where no replication observed anything, the interval is nil below
// ten replications.
type Estimate struct {
	Mean     *float64 `json:"mean"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int      `json:"n"` // replications that observed it
	Interval string   `json:"interval"`
}

// Metric is one figure of one variant.
type Metric struct {
	Name     string            `json:"name"`
	Labels   map[string]string `json:"labels"`
	Unit     string            `json:"unit"`
	Kind     string            `json:"kind"`
	Better   string            `json:"better"`
	Headline bool              `json:"headline,omitempty"`
	Mean     *float64          `json:"mean"`
	Low      *float64          `json:"low"`
	High     *float64          `json:"high"`
	SD       *float64          `json:"sd"`
	N        int               `json:"n"`
	Interval string            `json:"interval"` // hall, t, clopper-pearson, order, exact, none
	Note     string            `json:"note,omitempty"`
	// InputsLow and InputsHigh are the interval of noise and fitted inputs together,
	// where the inputs were redrawn.
	InputsLow  *float64  `json:"inputs_low,omitempty"`
	InputsHigh *float64  `json:"inputs_high,omitempty"`
	Values     []float64 `json:"-"` // one a replication: replications.parquet; NaN where it had no observation
	// Parts are the numerator and denominator of each value, kept there too, of shares,
	// rates and means, which are ratios of sums; none of other kinds.
	Parts []stat.Ratio `json:"-"`
}

// Difference compares a variant with another, paired by replication.
type Difference struct {
	Variant     string         `json:"variant"`
	Against     string         `json:"against"`
	PairingGain *float64       `json:"pairing_gain"`
	Policy      []PolicyChange `json:"policy,omitempty"`
	Metrics     []MetricChange `json:"metrics"`
	// Transition and Settled are the changes up to 90 days after the last change
	// of policy in the run, and from then on; none where no policy changes.
	Transition []MetricChange `json:"transition,omitempty"`
	Settled    []MetricChange `json:"settled,omitempty"`
	Swap       *Swap          `json:"swap,omitempty"`
	Series     []Series       `json:"-"` // paired differences by day
}

// MetricChange is the change of one figure.
type MetricChange struct {
	Name     string            `json:"name"`
	Labels   map[string]string `json:"labels"`
	Delta    *float64          `json:"delta"`
	Low      *float64          `json:"low"`
	High     *float64          `json:"high"`
	Relative *float64          `json:"relative"`
	Interval string            `json:"interval"`
	// InputsLow and InputsHigh are as in a Metric.
	InputsLow  *float64 `json:"inputs_low,omitempty"`
	InputsHigh *float64 `json:"inputs_high,omitempty"`
	// Verdict is the word of statistics ("better", "worse_below_margin",
	// "equivalent", "unclear", …); empty where none was sought.
	Verdict string `json:"verdict,omitempty"`
	// Family is named or headline for metrics that are judged together, and
	// exploration for all others.
	Family string   `json:"family,omitempty"`
	Margin *float64 `json:"margin,omitempty"` // the smallest change that matters, in the metric's unit
}

// Gate is a gate's estimate beside its limit. Verdicts are the gate command's.
type Gate struct {
	ID       string            `json:"id"`
	Expect   string            `json:"expect"`
	Because  string            `json:"because,omitempty"`
	Unit     string            `json:"unit"`
	Estimate *float64          `json:"estimate"`
	Low      *float64          `json:"low"`
	High     *float64          `json:"high"`
	N        int               `json:"n"`
	Limit    float64           `json:"limit"`
	Operator string            `json:"operator"`
	Metric   string            `json:"metric"`
	Labels   map[string]string `json:"labels"`
	Note     string            `json:"note,omitempty"`
	// InputsLow and InputsHigh widen Low and High by the fitted inputs' uncertainty,
	// where these were redrawn. No verdict looks at them.
	InputsLow  *float64      `json:"inputs_low,omitempty"`
	InputsHigh *float64      `json:"inputs_high,omitempty"`
	Variants   []GateVariant `json:"variants,omitempty"` // the same gate on the other variants
}

// GateVariant is the estimate of a gate on a variant other than the base.
type GateVariant struct {
	Name     string   `json:"name"`
	Estimate *float64 `json:"estimate"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int      `json:"n"`
	Note     string   `json:"note,omitempty"`
}

// on returns the gate with the estimate of a variant in the place of the base's.
func (g Gate) on(v GateVariant) Gate {
	g.Estimate, g.Low, g.High, g.N, g.Note = v.Estimate, v.Low, v.High, v.N, v.Note
	return g
}

// Series is a metric per simulated day, with its interval over replications.
type Series struct {
	Name   string
	Labels map[string]string
	Unit   string
	Points []Point
}

// Point is one day of a series; NaN where nothing was observed or no interval
// exists.
type Point struct {
	Day             int // from 0, the scenario's first day
	Mean, Low, High float64
}

// Distribution is a histogram or a survival curve over the customers or cases
// of all replications, with an interval for each point: the share above each
// value of X.
type Distribution struct {
	Name   string            `json:"name"` // customer.idle, service.wait
	Labels map[string]string `json:"labels"`
	Title  string            `json:"title"`
	Unit   string            `json:"unit"`  // of X: "d", "s"
	X      Numbers           `json:"x"`     // rising
	Above  Numbers           `json:"above"` // share ≥ X, mean over replications
	Low    Numbers           `json:"low,omitempty"`
	High   Numbers           `json:"high,omitempty"`
	Theory Numbers           `json:"theory,omitempty"` // the closed form, where there is one
}

// Shock is a shock's window on the day axis, for shading, of the first
// replication where it is random.
type Shock struct {
	ID    string  `json:"id"`
	Kind  string  `json:"kind"`
	Start float64 `json:"start"` // days since the scenario's start
	End   float64 `json:"end"`
	Fixed bool    `json:"fixed"` // the same in every replication
	Fired int     `json:"fired"` // replications in which it happened
	Text  string  `json:"text"`  // one line for a reader: "core down, 3 h from 2026-03-10 09:30"
}

// Change is a change of the policy during the run (rule X1).
type Change struct {
	Day  float64 `json:"day"`  // days since the scenario's start
	Text string  `json:"text"` // one line for a reader: "dormancy.basic.after = 60d"
}
