package population

import (
	"math"
	"sync"
	"testing"

	"weir/model/account"
	"weir/sim"
)

// TestDaysOfALaw: an account that is in the book was last active on some day or
// never: what a law says of all days adds up to its being there (rule P12). A day
// stands for all of it, also where the customer is busy.
func TestDaysOfALaw(t *testing.T) {
	const tenure = 200
	counted := func(_ int, op account.Operation) bool { return op != account.Query && op != account.Login }
	for name, text := range map[string]string{
		"poisson": activities["poisson"], "erlang": activities["erlang"], "pareto": activities["pareto"], "resting": activities["resting"],
		"busy": "rate: {gamma: {mean: 8/d, shape: 2}}, dropout: 0.3/yr, closing: 90d",
	} {
		src := people(t, text, "", 0)
		laws := NewLaws(src.params, 1, tenure, counted)
		at := func(days int) looked {
			ago := func(days int) sim.Time { return -sim.Time(days)*sim.Time(sim.Day) - sim.Time(sim.Hour) }
			return laws.of[0][0].look(Known{Opened: ago(tenure), LastActive: ago(days), HasActivity: true}, 0)
		}
		sum := at(tenure).evidence
		for days := range tenure {
			sum += at(days).evidence
		}
		// The half of the day of the opening is left out, and a day is not all like its
		// middle.
		if want := at(0).inBook; math.Abs(sum/want-1) > .04 {
			t.Errorf("%s: the chances of all days sum up to %v, in the book is %v", name, sum, want)
		}
	}
}

// TestLawsAreShared: it does not matter who asks first, nor whether two ask at once.
func TestLawsAreShared(t *testing.T) {
	const tenure, askers = 60, 4
	src := people(t, activities["pareto"], "", 0)
	counted := func(int, account.Operation) bool { return true }
	shared := NewLaws(src.params, 2, tenure, counted)
	if shared.of[0][0] != shared.of[0][1] {
		t.Error("two tiers in which the same counts have each a law of its own")
	}
	ask := func(laws *Laws, days int) float64 {
		ago := -sim.Time(days)*sim.Time(sim.Day) - 1
		return laws.of[0][0].look(Known{Opened: -sim.Time(tenure)*sim.Time(sim.Day) - 1, LastActive: ago, HasActivity: true}, 0).evidence
	}
	var answers [askers][tenure]float64
	var all sync.WaitGroup
	for i := range askers {
		all.Go(func() {
			for days := range tenure {
				answers[i][(days*7+i)%tenure] = ask(shared, (days*7+i)%tenure)
			}
		})
	}
	all.Wait()
	for days := range tenure {
		want := ask(NewLaws(src.params, 1, tenure, counted), days)
		for i := range answers {
			if answers[i][days] != want || want <= 0 {
				t.Fatalf("%d days: %v, alone %v", days, answers[i][days], want)
			}
		}
	}
}
