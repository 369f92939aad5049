package scenarios

import (
	"reflect"
	"strings"

	"weir/model/stock"
	"weir/sim/calendar"
	"weir/sim/param"
)

// stocked is an own book in the words of a policy and a population; nil where
// something is wrong with it.
type stocked struct {
	words stock.Options
	book  *stock.Book
}

// stock reads the own book that the scenario names, nil where it names none. It is
// read once for all variants of the same words; what is wrong is told once.
func (l *loader) stock(c composed, words stock.Options) *stock.Book {
	if c.scenario.Stock == "" {
		return nil
	}
	for _, one := range l.stocks {
		if one.book == nil || reflect.DeepEqual(one.words, words) {
			return one.book
		}
	}
	table, mapped := c.written("population.stock"), c.written("population.map")
	tablePath, mapPath := beside(table.File, c.scenario.Stock), beside(mapped.File, c.scenario.Map)
	read := func(path string) ([]byte, error) {
		if path == tablePath {
			return l.files.readData(table, c.scenario.Stock)
		}
		content, err := l.files.readData(mapped, c.scenario.Map)
		l.files.texts[mapPath] = string(content)
		return content, err
	}
	book, problems := stock.Read(read, tablePath, mapPath, words)
	for i := range problems {
		if p := &problems[i]; p.Code == "W150" { // a file that is not there is wrong where it is named
			p.Pos = mapped
			if p.Args[0] == tablePath {
				p.Pos = table
			}
		}
	}
	l.reports(problems)
	l.stocks = append(l.stocks, stocked{words, book})
	if book != nil {
		l.reports(late(c, book))
	}
	return book
}

// written is where a field of the scenario itself is written.
func (c *composed) written(field string) param.Pos {
	d, _ := c.scenarioSet.Explain(field)
	return d.Origin
}

// late warns where the book is not of the day before the run begins: its days are
// counted back from there all the same.
func late(c composed, book *stock.Book) []param.Problem {
	first := timeOf(c.scenario.Start).Add(-c.scenario.Warmup.Std())
	asOf := book.AsOf.Time().AddDate(0, 0, 1)
	opens := calendar.CivilOf(first).String()
	if calendar.CivilOf(asOf).String() == opens {
		return nil
	}
	start := calendar.CivilOf(asOf.Add(c.scenario.Warmup.Std())).String()
	return []param.Problem{{Code: "W236", Pos: c.written("population.stock"), Warning: true, Args: []any{book.AsOf.String(), opens},
		Help: "W236.help", HelpArg: []any{start}}}
}

// Book returns the own book that the run begins with, nil for none.
func (l *Loaded) Book() *stock.Book { return l.Variants[0].Plan.Stock }

// BookText is the summary of the own book, "" for none.
func (l *Loaded) BookText() string {
	var out strings.Builder
	if book := l.Book(); book != nil {
		_ = book.WriteText(&out) // a Builder takes everything
	}
	return out.String()
}
