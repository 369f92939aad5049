package stock

import (
	"slices"

	"weir/model/account"
	"weir/model/table"
	"weir/sim/param"
)

// Map is a map file: which column of the table is what, and which of its words are
// which of ours.
type Map struct {
	Title      string
	AsOf       param.Date
	Separator  string
	Header     string
	DateFormat string
	Empty      string // what an empty cell of a last activity means: never, unknown
	Columns    Columns

	words [sorts]*param.Value // translations, by sort
}

// Columns are the columns, each by the name in the header or its number from 1; ""
// for none.
type Columns struct {
	Customer, Tier, Segment, Region, Age, Vulnerable string
	Balance, Opened, LastActivity                    string
	Products, ContactVerified, Bucket                string
	Last                                             [account.Operations]string
}

// The sorts of words that a map translates.
const (
	sortTier = iota
	sortSegment
	sortRegion
	sortAge
	sortProduct
	sorts = iota
)

// sortKeys are the keys of a map file that translate, by sort, and the noun.
var sortKeys = [sorts][2]string{{"tiers", "tier"}, {"segments", "segment"}, {"regions", "region"}, {"ages", "age band"}, {"products", "product"}}

// Declare binds a map file.
func (m *Map) Declare(s *param.Set) {
	s.Text(&m.Title, "title", "A book", "What to call the book.").Assumed("a name")
	s.Date(&m.AsOf, "as_of", "", "The date of the book, whose end it shows.").Required().Rules("P12")
	s.Choice(&m.Separator, "separator", "comma", table.SeparatorNames, "What stands between the columns.").Assumed("as CSV has it").Rules("P12")
	s.Choice(&m.Header, "header", "auto", table.HeaderNames, "Whether the first line names the columns; auto: if one is given by name.").
		Assumed("most tables have one").Rules("P12")
	s.Text(&m.DateFormat, "date_format", "", "Such as YYYYMMDD or DD.MM.YYYY; YYYY-MM-DD or YYYYMMDD if not given.").Assumed("the unmistakable ones").Rules("P12")
	s.Choice(&m.Empty, "no_activity", "never", []string{"never", "unknown"},
		"What an empty date of a last activity means: never since the opening, or unknown.").Assumed("books leave empty what never was").Rules("P12")
	s.Group("columns", "Which column is what: the name in the header, or the number from 1.", m.Columns.declare).Rules("P12")
	for i, key := range sortKeys {
		s.Raw(&m.words[i], key[0], "What the table's words for a "+key[1]+" mean: theirs: ours.").Rules("P12")
	}
}

func (c *Columns) declare(s *param.Set) {
	column := func(to *string, name, doc string) *param.Decl {
		return s.Text(to, name, "", doc).Assumed("none").Rules("P12")
	}
	column(&c.Customer, "customer", "Who holds the account: any number or code, to tell which accounts are of one holder.")
	column(&c.Tier, "tier", "Its tier.")
	column(&c.Segment, "segment", "The segment of its holder.")
	column(&c.Region, "region", "The region of its holder.")
	column(&c.Age, "age", "The age band of its holder.")
	column(&c.Vulnerable, "vulnerable", "Whether its holder is vulnerable: yes, no, true, false, 1, 0.")
	column(&c.Balance, "balance", "Its balance, such as 1234.56.")
	column(&c.Opened, "opened", "The date of its opening.").Required()
	column(&c.LastActivity, "last_activity", "The date of the last activity of any kind.")
	s.Group("last", "The dates of the last activity by kind; each wins over last_activity.", func(s *param.Set) {
		for op, name := range account.OperationNames {
			s.Text(&c.Last[op], name, "", "The date of the last "+name+".").Assumed("none").Rules("P12", "P5")
		}
	})
	column(&c.Products, "products", "Its products: words with ; or | or + between them.")
	column(&c.ContactVerified, "contact_verified", "The date on which contact data were last verified.")
	column(&c.Bucket, "bucket", "How long a loan is past due: days, or one of current, 1-30, 31-60, 61-90, 90+.")
	s.Check(func(k *param.Check) {
		if c.LastActivity == "" && !slices.ContainsFunc(c.Last[:], func(name string) bool { return name != "" }) {
			k.Report(param.Problem{Code: "W233", Pos: k.At("")})
		}
	})
}

// The wanted columns of a table, by index; those of the last activity by kind
// follow.
const (
	colCustomer = iota
	colTier
	colSegment
	colRegion
	colAge
	colVulnerable
	colBalance
	colOpened
	colLastActivity
	colProducts
	colVerified
	colBucket
	colLast
)

// wanted are the columns as a table has them.
func (c *Columns) wanted() []table.Column {
	out := []table.Column{
		colCustomer: {What: "customer", Spec: c.Customer}, colTier: {What: "tier", Spec: c.Tier},
		colSegment: {What: "segment", Spec: c.Segment}, colRegion: {What: "region", Spec: c.Region},
		colAge: {What: "age", Spec: c.Age}, colVulnerable: {What: "vulnerable", Spec: c.Vulnerable},
		colBalance: {What: "balance", Spec: c.Balance}, colOpened: {What: "opened", Spec: c.Opened, Date: true},
		colLastActivity: {What: "last_activity", Spec: c.LastActivity}, colProducts: {What: "products", Spec: c.Products},
		colVerified: {What: "contact_verified", Spec: c.ContactVerified}, colBucket: {What: "bucket", Spec: c.Bucket},
	}
	for op, name := range account.OperationNames {
		out = append(out, table.Column{What: "last." + name, Spec: c.Last[op]})
	}
	return out
}

// translation turns the words of a table into ours.
type translation struct {
	known []string       // our words; empty: any word is taken as it stands
	ours  map[string]int // the place of a word of the table among known
}

// translate reads the translations of a sort and reports words that are not ours.
func translate(v *param.Value, known []string) (t translation, problems []param.Problem) {
	t = translation{known: known, ours: map[string]int{}}
	for i, word := range known {
		t.ours[word] = i
	}
	switch {
	case v == nil || v.Kind == param.Null:
		return t, nil
	case v.Kind != param.Mapping:
		return t, []param.Problem{{Code: "W108", Pos: v.Pos, Args: []any{param.Noun("mapping"), param.Shape(v.Kind)}}}
	}
	for _, e := range v.Entries {
		i := slices.Index(known, e.Value.Text)
		if e.Value.Kind != param.Scalar || i < 0 {
			p := param.Problem{Code: "W133", Pos: e.Value.Pos, Args: []any{e.Value.Text, known}}
			if near := param.Nearest(e.Value.Text, known); near != "" {
				p.Help, p.HelpArg = "did-you-mean", []any{near}
			}
			problems = append(problems, p)
			continue
		}
		t.ours[e.Key] = i
	}
	return t, problems
}
