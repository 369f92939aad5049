package replay_test

import (
	"os"
	"path/filepath"
	"testing"

	"weir/model/replay"
	"weir/model/table"
)

// Public data sets as stand-ins for a bank's log. They have no licence and are no
// part of the project: WEIR_DATA names a folder with CDNOW_master.txt and
// berka/trans_partial_3MiB.asc.
func data(t *testing.T, name, columns string, o replay.ReadOptions) *replay.History {
	t.Helper()
	folder := os.Getenv("WEIR_DATA")
	if folder == "" {
		t.Skip("WEIR_DATA is not set")
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o.Name = name
	if o.Columns, err = replay.ParseColumns(columns); err != nil {
		t.Fatal(err)
	}
	h, err := replay.Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// The flags of a policy that only flags are what a count of gaps finds: every
// silence of 90 days, at its beginning a purchase, at its end the next day of
// purchases or the end.
func TestCDNOWFlagsAreTheGaps(t *testing.T) {
	h := data(t, "CDNOW_master.txt", "customer=1,date=2,amount=4", replay.ReadOptions{Separator: table.Space, DateFormat: "YYYYMMDD"})
	flags := policy(t, "flags", "large_transfer: 50000 CNY\ntiers: {basic: {daily_limit: 1000000 CNY}}\ndormancy: {counts: [pay], basic: {after: 90d}, approval: {desks: []}}\n")
	stricter := policy(t, "sixty", "large_transfer: 50000 CNY\ntiers: {basic: {daily_limit: 100 CNY}}\ndormancy: {counts: [pay], basic: {after: 60d}, approval: {desks: []}}\n")
	gaps, over := 0, 0
	err := h.Each(func(c *replay.Customer) error {
		var spent int64
		for i, e := range c.Entries {
			next := int(h.Last) + 1
			if i+1 < len(c.Entries) {
				next = c.Entries[i+1].At.Day()
			}
			if next > e.At.Day()+90 || i+1 == len(c.Entries) && next == e.At.Day()+90+1 {
				gaps++
			}
			if i == 0 || c.Entries[i-1].At.Day() != e.At.Day() {
				spent = 0
			}
			if spent+e.Amount > 10000 {
				over++
			} else {
				spent += e.Amount
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, result := run(t, h, h.Last, replay.Options{}, flags, stricter)
	if got, _ := result.Policies[0].Events(replay.Flagged); got != gaps || gaps < 10_000 {
		t.Errorf("%d flags, %d gaps of 90 days", got, gaps)
	}
	if got, _ := result.Policies[1].Events(replay.Limited); got != over || over < 1000 {
		t.Errorf("%d entries over the limit, %d by counting", got, over)
	}
	if h.Customers != 23570 || result.Entries != 69659 {
		t.Errorf("%d customers, %d entries", h.Customers, result.Entries)
	}
	for _, p := range result.Policies {
		t.Logf("%s: met %v, changes %v", p.Name, p.Met, p.Changes)
	}
}

// A bank's book: interest is left out, and what is left is regular.
func TestBerka(t *testing.T) {
	kinds, err := replay.ParseKinds("PRIJEM=transfer_in,VYDAJ=pay,VYBER=cash_out")
	if err != nil {
		t.Fatal(err)
	}
	h := data(t, "berka/trans_partial_3MiB.asc", "customer=account_id,date=date,amount=amount,kind=type,balance=balance", replay.ReadOptions{
		Separator: table.Semicolon, DateFormat: "YYMMDD", Kinds: kinds,
		Exclude: func(row *table.Row) bool { word, _ := row.Value("k_symbol"); return word == "UROK" },
	})
	if h.CutOff != 49104 || h.Rows != 49102 || h.Excluded == 0 {
		t.Errorf("%d rows, %d left out, cut off at %d", h.Rows, h.Excluded, h.CutOff)
	}
	_, result := run(t, h, h.Last, replay.Options{}, policyFile(t, "testdata/policy.yaml"))
	p := result.Policies[0]
	t.Logf("%d customers, %d entries of %v to %v: %v", h.Customers, result.Entries, h.First, h.Last, p.Met)
	for _, one := range p.Totals {
		t.Logf("%v", one)
	}
}
