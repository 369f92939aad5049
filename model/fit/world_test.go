package fit_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/model/fit"
	"weir/sim/rng"
)

// world makes logs of transactions from known laws, forwards in time, event by
// event: nothing of how package fit simulates or estimates is used.
type world struct {
	customers    int
	days         int     // observed, from 1 January 2024
	entryDays    int     // customers come within these first days, evenly
	shape, rate  float64 // gamma of the rate, mean rate per day
	dropShape    float64 // gamma of the hazard; 0: no dropout
	hazard       float64 // mean hazard per day
	stages       int     // Erlang stages of a gap; 0 is 1
	monthlyShare float64 // part of the customers with a posting on the same day of each month
}

const testPurpose rng.Purpose = 0x7e57

// csv writes the log: customer, date, amount, kind.
func (w world) csv(seed uint64) string {
	var out strings.Builder
	out.WriteString("customer,date,amount,kind\n")
	root := rng.New(seed, 0, 0)
	for who := range w.customers {
		stream := root.Stream(uint64(who), testPurpose, 0)
		w.customer(&out, who, &stream)
	}
	return out.String()
}

func (w world) customer(out *strings.Builder, who int, s *rng.Stream) {
	rate := distuv.Gamma{Alpha: w.shape, Beta: w.shape / w.rate, Src: s}.Rand()
	end := float64(w.days)
	entry := math.Floor(s.Float64() * float64(w.entryDays))
	if w.dropShape > 0 {
		hazard := distuv.Gamma{Alpha: w.dropShape, Beta: w.dropShape / w.hazard, Src: s}.Rand()
		end = math.Min(end, entry+s.Exp()/hazard)
	}
	stages := max(1, w.stages)
	for at := entry; at < end; {
		amount := math.Exp(math.Log(80) + .9*distuv.UnitNormal.Quantile(s.Open()))
		fmt.Fprintf(out, "c%d,%v,%.2f,pay\n", who, day(int(at)), amount)
		for range stages {
			at += s.Exp() / (rate * float64(stages))
		}
	}
	if s.Float64() < w.monthlyShare {
		for month := 1; month <= w.days/31; month++ {
			fmt.Fprintf(out, "c%d,%v,%d,fee\n", who, fit.Date(2024, 1, 1+who%28)+fit.Day(0)+monthsLater(who, month), 5)
		}
	}
}

// monthsLater is the number of days from the first posting to that of a month.
func monthsLater(who, month int) fit.Day {
	first := fit.Date(2024, 1, 1+who%28)
	year, in := 2024+month/12, month%12
	return fit.Date(year, monthOf(in+1), 1+who%28) - first
}

func day(n int) fit.Day { return fit.Date(2024, 1, 1) + fit.Day(n) }

// read reads a log made by csv.
func read(t *testing.T, text string) *fit.Log {
	t.Helper()
	columns, err := fit.ParseColumns("customer=customer,date=date,amount=amount,kind=kind")
	if err != nil {
		t.Fatal(err)
	}
	log, err := fit.Read(strings.NewReader(text), fit.ReadOptions{Name: "world.csv", Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	return log
}
