package report

import (
	"cmp"
	"slices"
)

// The owners of restricted accounts, as the simulator knows them at the moment
// of the restriction and the policy never does (rule P2).
const (
	OwnerReturning = "returning" // alive, and the next intent is at most 180 days away
	OwnerResting   = "resting"   // alive, and it is further away
	OwnerGone      = "gone"      // died, left, sold or gave up the account
	OwnerLiving    = "living"    // returning or resting
)

// Restriction is the number of restrictions imposed in the measured time for one
// cause on accounts of one kind of owner, a replication.
type Restriction struct {
	Cause string   `json:"cause"` // idle, anomaly, documents, …
	Owner string   `json:"owner"` // OwnerReturning, OwnerResting or OwnerGone
	Count Estimate `json:"count"`
}

// ownerTitle says what an owner's word means.
func ownerTitle(owner string) string {
	switch owner {
	case OwnerReturning:
		return wordOwnerReturning
	case OwnerResting:
		return wordOwnerResting
	case OwnerGone:
		return wordOwnerGone
	case OwnerLiving:
		return wordOwnerLiving
	default:
		return owner
	}
}

func (x Restriction) record() recorded {
	return record(sectionRestrictions, x.Cause, ownerTitle(x.Owner), "customer.restrictions.by_owner", "1", "count",
		map[string]string{"cause": x.Cause, "owner": x.Owner}, x.Count)
}

// question is one of the three figures of rule D10 with what it asks: they have
// different denominators and are never put on one scale.
type question struct{ metric, asks, of string }

func questions() []question {
	return []question{
		{"customer.restricted.wrongful_alive", wordAsksAlive, wordOfRestricted},
		{"customer.restricted.wrongful_blocked", wordAsksBlocked, wordOfTracked},
		{"customer.restricted.wrongful_stock", wordAsksStock, wordOfLiving},
	}
}

// row finds a question's figure in the variants; nil without it.
func (q question) row(r *Results) *metricRow {
	rows := metricRows(r, func(m *Metric) bool { return m.Name == q.metric && len(m.Labels) == 0 })
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}

// restrictionRows returns the counts, causes with most restrictions first.
func restrictionRows(r *Results) []recordedRow {
	rows := recordedRows(r, sectionRestrictions)
	most := map[string]float64{}
	for _, row := range rows {
		if x := row.largest(); finite(x) {
			most[row.group] += x
		}
	}
	slices.SortStableFunc(rows, func(a, b recordedRow) int {
		if a.group == b.group {
			return 0
		}
		return cmp.Or(cmp.Compare(most[b.group], most[a.group]), cmp.Compare(a.group, b.group))
	})
	return rows
}

func restrictionSheets(r *Results, width int) []sheet {
	rows := restrictionRows(r)
	if len(rows) == 0 {
		return nil
	}
	s := recordedSheet(r, wordCauses, wordOwner, rows, width)
	s.folded = true
	return []sheet{s}
}

func questionSheet(r *Results, width int) []sheet {
	t := newMetricTable(r)
	t.named = wordQuestion
	for _, q := range questions() {
		if row := q.row(r); row != nil {
			row.headline = false
			t.group(q.asks, []metricRow{*row})
		}
	}
	if len(t.rows) == 0 {
		return nil
	}
	s := t.sheet(wordQuestions, width)
	s.notes, s.folded = []string{wordQuestionsNote}, true
	return []sheet{s}
}

func restrictionFigures(r *Results) []Figure {
	chart := dotChart{title: wordCauses, unit: "1", bars: true}
	last := ""
	for _, row := range restrictionRows(r) {
		d := dotRowOf(r, row.metricRow, row.name)
		if len(d.dots) > 0 && row.group != last {
			d.head, last = row.group, row.group
		}
		chart.addRow(d)
	}
	list := chart.figure("restrictions-causes", wordCaptionCauses)
	if len(list) == 0 {
		return nil
	}
	return append(list, questionFigure(r)...)
}
