package stock_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/stock"
	"weir/sim/param"
)

var words = stock.Options{
	Tiers: []string{"basic", "intermediate", "advanced"}, Segments: []string{"newcomer", "regular", "affluent"},
	Regions: []string{"north", "south"}, Ages: []string{"18-34", "35-64", "65+"}, Currency: "CNY", Minor: 100,
}

// files opens from memory, and from testdata what is not there.
func files(texts map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if text, ok := texts[path]; ok {
			return []byte(text), nil
		}
		return os.ReadFile("testdata/" + path)
	}
}

func shown(problems []param.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%s %s:%d %v", p.Code, p.Pos.File, p.Pos.Line, p.Args))
	}
	return strings.Join(lines, "\n")
}

func read(t *testing.T, texts map[string]string) *stock.Book {
	t.Helper()
	b, problems := stock.Read(files(texts), "accounts.csv", "map.yaml", words)
	if len(problems) > 0 {
		t.Fatal(shown(problems))
	}
	return b
}

func TestRead(t *testing.T) {
	b := read(t, nil)
	const pay, login = account.Pay, account.Login
	for i, c := range []struct {
		got, want any
	}{
		{b.Customers, 3},
		{b.Products, []string{"loan", "fund"}},
		{[]int8{b.Accounts[0].Tier, b.Accounts[1].Tier, b.Accounts[2].Tier, b.Accounts[3].Tier}, []int8{0, 1, 0, 2}},
		{b.Accounts[0].Balance, int64(123456)}, {b.Accounts[1].Balance, int64(-2000)}, {b.Accounts[2].HasBalance, false},
		{b.Accounts[0].Tenure, int32(731)}, // 366 + 365 days
		{b.Accounts[1].Tenure, int32(672)}, // 306 of 2024 after 29 Feb, 365, 1
		{[]int32{b.Accounts[0].Idle, b.Accounts[1].Idle, b.Accounts[3].Idle}, []int32{1, 672, 0}},
		{b.Accounts[2].Idle, int32(31)}, // no date of any activity, but of a login
		{[]int32{b.Accounts[0].Last[pay], b.Accounts[0].Last[login], b.Accounts[1].Last[pay]}, []int32{92, 2, stock.Never}},
		{b.Accounts[0].Last[account.CashIn], int32(stock.Unknown)},
		{[]int8{b.Accounts[0].Vulnerable, b.Accounts[1].Vulnerable, b.Accounts[2].Vulnerable}, []int8{1, 0, stock.Unknown}},
		{[]int32{b.Accounts[0].PastDue, b.Accounts[1].PastDue, b.Accounts[2].PastDue, b.Accounts[3].PastDue}, []int32{0, 31, 7, stock.Unknown}},
		{[]int32{b.Accounts[0].Verified, b.Accounts[1].Verified, b.Accounts[3].Verified}, []int32{214, stock.Unknown, 0}},
		{b.Accounts[0].Has(b.Product("fund")), true}, {b.Accounts[1].Has(b.Product("fund")), false}, {b.Product("card"), uint32(0)},
		{[]int32{b.Accounts[0].Customer, b.Accounts[1].Customer, b.Accounts[2].Customer}, []int32{0, 0, 1}},
		{b.Summary.Idle[0], stock.Idle{Days: 30, Accounts: 2, Share: .5}},
		{b.Summary.Idle[3], stock.Idle{Days: 365, Accounts: 1, Share: .25}},
		{b.Summary.Tiers, []stock.Count{{"basic", 2}, {"intermediate", 1}, {"advanced", 1}}},
		{b.Summary.Segments, []stock.Count{{"newcomer", 0}, {"regular", 2}, {"affluent", 1}, {"", 1}}},
		{b.Summary.Unused, []string{"account"}}, {b.Summary.Overdrawn, 1},
	} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			t.Errorf("%d: got %v, want %v", i, c.got, c.want)
		}
	}
	var text bytes.Buffer
	if err := b.WriteText(&text); err != nil || !strings.Contains(text.String(), "balance not told for 1 accounts: drawn from the segment's balances") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// What counts as activity is the policy's business: the latest of those kinds, and
// of kinds that the book does not tell apart the last activity of any.
func TestSilence(t *testing.T) {
	b := read(t, nil)
	const pay, login, cash = 1 << account.Pay, 1 << account.Login, 1 << account.CashIn
	for _, c := range []struct {
		account int
		counts  uint16
		want    int32
	}{
		{0, pay, 92}, {0, login, 2}, {0, pay | login, 2}, {0, cash, 1},
		{1, pay, 672},        // never paid: silent since the opening
		{2, pay, 31},         // never paid
		{3, pay | cash, 0},   // paid on the day of the opening
		{1, pay | cash, 672}, // cash is not told apart: the last activity of any kind
	} {
		if days, ok := b.Accounts[c.account].Silence(c.counts); !ok || days != c.want {
			t.Errorf("account %d, kinds %b: %d days, %v; want %d", c.account+1, c.counts, days, ok, c.want)
		}
	}
	none := stock.Account{Tenure: 9, Idle: stock.Unknown}
	for op := range none.Last {
		none.Last[op] = stock.Unknown
	}
	if _, ok := none.Silence(pay); ok {
		t.Error("a silence of which nothing is known")
	}
}

// Everything wrong is told in one pass, with its line, and then there is no book.
func TestBadLines(t *testing.T) {
	const header = "class;balance;opened;last\n"
	const columns = "weir: map/v1\nas_of: 2026-01-01\nseparator: semicolon\ncolumns: {tier: class, balance: balance, opened: opened, last_activity: last}\n"
	for name, c := range map[string]struct{ line, want string }{
		"tier":          {"IV;1;2024-01-01;2024-01-01", "tier \"IV\" is not one of basic, intermediate, advanced, and `tiers` does not translate it"},
		"balance":       {"basic;1,50;2024-01-01;2024-01-01", `balance: amount "1,50" is not a number; want one like 1234.56`},
		"finer":         {"basic;1.505;2024-01-01;2024-01-01", `balance: amount "1.505" is finer than the smallest amount; want one like 1234.56`},
		"date":          {"basic;1;2024-13-01;2024-01-01", `opened: date "2024-13-01"; want YYYY-MM-DD or YYYYMMDD (or give a date format)`},
		"no opening":    {"basic;1;;2024-01-01", "no date of opening"},
		"before":        {"basic;1;2024-01-02;2024-01-01", "last activity 2024-01-01 is before the opening"},
		"after":         {"basic;1;2024-01-02;2026-01-02", "last activity 2026-01-02 is after the date of the book, 2026-01-01"},
		"two at a time": {"IV;x;2024-01-01;2024-01-01", "tier \"IV\" is not one of basic, intermediate, advanced, and `tiers` does not translate it; balance: amount \"x\" is not a number; want one like 1234.56"},
		"columns":       {"basic;1", "2 columns; the first line has 4"},
	} {
		text := header + "basic;1;2024-01-01;2024-01-01\n" + c.line + "\n"
		b, problems := stock.Read(files(map[string]string{"accounts.csv": text, "map.yaml": columns}), "accounts.csv", "map.yaml", words)
		if want := "W231 accounts.csv:3 [" + c.want + "]"; b != nil || shown(problems) != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, shown(problems), want)
		}
	}
	many := header + strings.Repeat("IV;1;2024-01-01;2024-01-01\n", 25)
	_, problems := stock.Read(files(map[string]string{"accounts.csv": many, "map.yaml": columns}), "accounts.csv", "map.yaml", words)
	if len(problems) != 21 || problems[20].Code != "W232" || problems[20].Args[0] != 5 {
		t.Errorf("%s", shown(problems))
	}
}

func TestBadMaps(t *testing.T) {
	const ok = "weir: map/v1\nas_of: 2026-01-01\nseparator: semicolon\ncolumns: {opened: opened, last_activity: last}\n"
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":    {ok + "colour: red\n", "W104 map.yaml:5 [colour map]"},
		"unknown column": {strings.Replace(ok, "opened: opened", "opened: opened, name: n", 1), "W104 map.yaml:4"},
		"no kind":        {strings.Replace(ok, "map/v1", "policy/v1", 1), "W153 map.yaml:1"},
		"no date":        {strings.Replace(ok, "as_of: 2026-01-01\n", "", 1), "W106 map.yaml:1"},
		"no activity":    {strings.Replace(ok, ", last_activity: last", "", 1), "W233 map.yaml:4"},
		"unknown tier":   {ok + "tiers: {A: basik}\n", "W133 map.yaml:5 [basik [basic intermediate advanced]]"},
		"not in table":   {strings.Replace(ok, "opened: opened", "opened: begun", 1), "W234 map.yaml:0 [accounts.csv begun opened"},
		"no file":        {"", "W150"},
	} {
		texts := map[string]string{"map.yaml": c.text}
		path := "map.yaml"
		if c.text == "" {
			path = "nowhere.yaml"
		}
		b, problems := stock.Read(files(texts), "accounts.csv", path, words)
		if b != nil || !strings.HasPrefix(shown(problems), c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, shown(problems), c.want)
		}
	}
	if b, problems := stock.Read(files(map[string]string{"accounts.csv": "opened;last\n", "map.yaml": ok}), "accounts.csv", "map.yaml", words); b != nil || !strings.HasPrefix(shown(problems), "W235") {
		t.Errorf("%s", shown(problems))
	}
	_, problems := stock.Read(func(string) ([]byte, error) { return nil, errors.New("locked") }, "accounts.csv", "map.yaml", words)
	if !strings.Contains(shown(problems), "W150 accounts.csv") || !strings.Contains(shown(problems), "W150 map.yaml") {
		t.Errorf("%s", shown(problems))
	}
}

// A book in Parquet, accounts.csv row by row with columns called Holder, Class and so
// on, is the same book.
func TestParquet(t *testing.T) {
	data, err := os.ReadFile("testdata/accounts.parquet")
	if err != nil {
		t.Fatal(err)
	}
	want := read(t, nil)
	mapped, err := os.ReadFile("testdata/map.yaml")
	if err != nil {
		t.Fatal(err)
	}
	renamed := strings.NewReplacer("last_login", "LastLogin", "last_pay", "LastPay", "login: last_login", "login: LastLogin").Replace(string(mapped))
	got := read(t, map[string]string{"accounts.csv": string(data), "map.yaml": renamed})
	for i := range got.Accounts {
		got.Accounts[i].Line++ // the header
	}
	if !slices.Equal(got.Accounts, want.Accounts) {
		t.Errorf("got\n%+v\nwant\n%+v", got.Accounts, want.Accounts)
	}
}
