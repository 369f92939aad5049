package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/ecb"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// init takes the library's dates off the machine's time zone. Left at Local, a
// holiday could move: where clocks go forward at its midnight, as in São Paulo
// in 2018 or in Havana, that midnight is read as 23:00 of the day before.
func init() { cal.DefaultLoc = time.UTC }

// special is a day on which a country departs from Monday to Friday, or a
// holiday that is observed on another day.
type special struct {
	number int64 // days since 1970-01-01
	kind   kind
	name   string
}

type kind uint8

const (
	off      kind = iota // not worked
	worked               // worked, though a weekend
	nameOnly             // the holiday's date; the day off is another
)

// country is a source of special days.
type country struct {
	name  string
	days  func(year int) []special
	years [2]int // first and last year known; zero: every year
}

// covers fails when a year of a horizon is not known.
func (c country) covers(first, last int) error {
	if c.years[0] == 0 || first >= c.years[0] && last <= c.years[1] {
		return nil
	}
	year := last
	if first < c.years[0] {
		year = first
	}
	return fmt.Errorf("calendar: no holidays of %s are known for %d; the data cover %d to %d (`holidays: none` counts Monday to Friday as working days)",
		c.name, year, c.years[0], c.years[1])
}

// Countries lists the countries and regions whose holidays are known, sorted.
// A region is written after its country, de-by; ecb is the settlement calendar
// of the euro.
func Countries() []string {
	names := []string{"cn"}
	for _, l := range libraries() {
		names = append(names, l.name)
	}
	slices.Sort(names)
	return names
}

// lookup finds a country by name; the empty name is a country without holidays.
func lookup(name string) (country, error) {
	switch name {
	case "":
		return country{days: func(int) []special { return nil }}, nil
	case "cn":
		return china()
	}
	for _, l := range libraries() {
		if l.name == name {
			return country{name: name, days: l.special}, nil
		}
	}
	return country{}, fmt.Errorf("calendar: unknown country %q; known are %s", name, strings.Join(Countries(), ", "))
}

// library is a country of the holiday library.
type library struct {
	name     string
	holidays []*cal.Holiday
}

// special returns the days that the holidays of one year turn into days off.
// They may lie in a neighbouring year: a New Year's Day on Saturday is observed
// on December 31.
func (l library) special(year int) []special {
	var days []special
	for _, h := range l.holidays {
		actual, observed := h.Calc(year)
		if observed.IsZero() {
			continue
		}
		if !actual.Equal(observed) {
			days = append(days, special{CivilOf(actual).number(), nameOnly, h.Name})
		}
		days = append(days, special{CivilOf(observed).number(), off, h.Name})
	}
	return days
}

// libraries is the index of countries in the holiday library.
func libraries() []library {
	return []library{
		{"ar", ar.Holidays}, {"at", at.Holidays},
		{"au-act", au.HolidaysACT}, {"au-nsw", au.HolidaysNSW}, {"au-nt", au.HolidaysNT}, {"au-qld", au.HolidaysQLD},
		{"au-sa", au.HolidaysSA}, {"au-tas", au.HolidaysTAS}, {"au-vic", au.HolidaysVIC}, {"au-wa", au.HolidaysWA},
		{"be", be.Holidays}, {"bg", bg.Holidays}, {"br", br.Holidays}, {"ca", ca.Holidays},
		{"ch", ch.Holidays}, {"ch-be", ch.HolidaysBE}, {"ch-ge", ch.HolidaysGE}, {"ch-zh", ch.HolidaysZH},
		{"cz", cz.Holidays},
		{"de", de.Holidays}, {"de-bb", de.HolidaysBB}, {"de-be", de.HolidaysBE}, {"de-bw", de.HolidaysBW},
		{"de-by", de.HolidaysBY}, {"de-hb", de.HolidaysHB}, {"de-he", de.HolidaysHE}, {"de-hh", de.HolidaysHH},
		{"de-mv", de.HolidaysMV}, {"de-ni", de.HolidaysNI}, {"de-nw", de.HolidaysNW}, {"de-rp", de.HolidaysRP},
		{"de-sh", de.HolidaysSH}, {"de-sl", de.HolidaysSL}, {"de-sn", de.HolidaysSN}, {"de-st", de.HolidaysST},
		{"de-th", de.HolidaysTH},
		{"dk", dk.Holidays}, {"ecb", ecb.Holidays}, {"es", es.Holidays}, {"fr", fr.Holidays}, {"gb", gb.Holidays},
		{"gr", gr.Holidays}, {"hr", hr.Holidays}, {"ie", ie.Holidays}, {"it", it.Holidays}, {"jp", jp.Holidays},
		{"lt", lt.Holidays}, {"lv", lv.Holidays}, {"mw", mw.Holidays}, {"nc", nc.Holidays}, {"nl", nl.Holidays},
		{"no", no.Holidays}, {"nz", nz.Holidays}, {"pl", pl.Holidays}, {"ro", ro.Holidays}, {"ru", ru.Holidays},
		{"se", se.Holidays}, {"si", si.Holidays}, {"sk", sk.Holidays}, {"ua", ua.Holidays}, {"us", us.Holidays},
		{"za", za.Holidays},
	}
}
