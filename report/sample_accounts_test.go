package report

import (
	"math"
	"math/rand/v2"
)

// accounts is small with the records of account states, restrictions and going
// live: a policy with a threshold of 90 days comes into force on 1 February, the
// stricter variant flags earlier and changes once more.
func accounts() *Results {
	r := small()
	r.Title = "A dormancy policy comes into force"
	for i := range r.Variants {
		addAccounts(&r.Variants[i], float64(i))
	}
	tight := &r.Variants[1]
	tight.Changes = []Change{{Day: 120, Text: "dormancy.basic.after = 60d"}}
	return r
}

// accountsAlone is accounts without the second variant.
func accountsAlone() *Results {
	r := accounts()
	r.Variants, r.Differences = r.Variants[:1], nil
	return r
}

func addAccounts(v *Variant, k float64) {
	v.Metrics = append(v.Metrics,
		figureOf("customer.restricted.wrongful_alive", "share", "share", "lower", true, 0.382+0.05*k, 0.012),
		figureOf("customer.restricted.wrongful_blocked", "share", "share", "lower", true, 0.094+0.021*k, 0.006))
	v.States = sampleStates(k)
	v.Restrictions = sampleRestrictions(k)
	v.Survival = []Survival{stillRestricted(OwnerLiving, 0.55-0.1*k, 28, 8612), stillRestricted(OwnerGone, 0.04, 90, 13904)}
	v.GoingLive = []GoingLive{{Mode: "phased", Day: 31, Overdue: about(7420+2300*k, 60, 20), Flagged: about(7034+2200*k, 58, 20),
		Steady: about(38.4+14*k, 1.1, 20), Cleared: about(23.4+7.2*k, 0.8, 20-int(k))}}
	v.Series = append(v.Series, stockSeries(k)...)
	v.Series = append(v.Series, goingLiveSeries(k)...)
}

func about(mean, half float64, n int) Estimate {
	e := Estimate{Mean: Finite(round(mean)), N: n, Interval: "none"}
	if n >= 10 {
		e.Low, e.High, e.Interval = Finite(round(mean-half)), Finite(round(mean+half)), "hall"
	}
	return e
}

func sampleStates(k float64) *States {
	s := &States{Names: []string{"active", "watched", "asked", "pending approval", "noticed", "limited", "suspended", "frozen", "ended"}}
	for _, f := range []struct {
		from, to string
		rate     float64
	}{
		{"active", "watched", 412}, {"watched", "active", 231}, {"watched", "asked", 164}, {"asked", "active", 71},
		{"asked", "pending approval", 88}, {"pending approval", "noticed", 80.5}, {"pending approval", "active", 6.1},
		{"noticed", "active", 17.2}, {"noticed", "limited", 44}, {"noticed", "suspended", 15.8}, {"limited", "active", 13.1},
		{"limited", "suspended", 9.4}, {"suspended", "active", 4.4}, {"suspended", "frozen", 2.2}, {"active", "frozen", 0.62},
		{"frozen", "active", 0.31}, {"active", "ended", 24}, {"limited", "ended", 1.9}, {"suspended", "ended", 1.2}, {"frozen", "limited", 0.04},
	} {
		rate := f.rate * (1 + 0.2*k)
		s.Flows = append(s.Flows, Flow{f.from, f.to, about(rate, 0.05*rate+0.02, 20)})
	}
	return s
}

func sampleRestrictions(k float64) []Restriction {
	var list []Restriction
	for _, c := range []struct {
		cause                    string
		returning, resting, gone float64
	}{{"idle", 812, 431, 2210}, {"anomaly", 143, 4, 12}, {"documents", 96, 38, 61}} {
		for i, x := range []float64{c.returning, c.resting, c.gone} {
			x *= 1 + 0.25*k
			list = append(list, Restriction{c.cause, []string{OwnerReturning, OwnerResting, OwnerGone}[i], about(x, 1.2*math.Sqrt(x), 20)})
		}
	}
	return list
}

// stillRestricted is a mixture of those who come back and those who do not.
func stillRestricted(owner string, back, within float64, cases int64) Survival {
	s := Survival{Owner: owner, Cases: cases, Interval: "hall", Open: int64(float64(cases) * (1 - back))}
	for day := 0; day <= 150; day = max(day+1, day*6/5) {
		left := round(1 - back*(1-math.Exp(-float64(day)/within)))
		half := 0.004 + 0.00012*float64(day)
		s.Days, s.Left = append(s.Days, float64(day)), append(s.Left, left)
		s.Low, s.High = append(s.Low, round(max(0, left-half))), append(s.High, round(min(1, left+half)))
	}
	return s
}

// stockSeries are accounts by state: nothing is flagged before day 31, an outage
// on day 68 brings calls back late, and nobody is frozen.
func stockSeries(k float64) []Series {
	levels := []struct {
		state      string
		level      float64
		lag, ripen float64
	}{
		{"watched", 5200, 0, 10}, {"asked", 900, 3, 14}, {"pending approval", 310, 8, 9},
		{"noticed", 1650, 12, 18}, {"limited", 3900, 42, 60}, {"suspended", 1400, 45, 70}, {"frozen", 0, 0, 1},
	}
	random := rand.New(rand.NewPCG(7, uint64(k)))
	active := stockOf("active")
	ended := stockOf("ended")
	var list []Series
	for _, l := range levels {
		list = append(list, stockOf(l.state))
	}
	for day := range 180 {
		rest := 100000 - 6.6*float64(day)
		ended.add(day, 6.6*float64(day), 0.01)
		for i, l := range levels {
			x := 0.0
			if since := float64(day) - 31 - l.lag; since > 0 && l.level > 0 {
				x = l.level * (1 + 0.3*k) * (1 - math.Exp(-since/l.ripen)) * (1 + 0.01*random.NormFloat64())
				if day >= 68 && day < 80 {
					x *= 1.06
				}
			}
			rest -= x
			list[i].add(day, x, 0.02)
		}
		active.add(day, rest, 0.001)
	}
	return append(append([]Series{active}, list...), ended)
}

func stockOf(state string) Series {
	return Series{Name: StockSeries, Unit: "accounts", Labels: map[string]string{"state": state}}
}

// add appends a day with a half-width that is a share of the mean.
func (s *Series) add(day int, mean, half float64) {
	s.Points = append(s.Points, Point{day, mean, mean * (1 - half), mean * (1 + half)})
}

func goingLiveSeries(k float64) []Series {
	stock := Series{Name: FlaggedSeries, Unit: "accounts", Labels: map[string]string{"origin": OriginStock}}
	flow := Series{Name: FlaggedSeries, Unit: "accounts", Labels: map[string]string{"origin": OriginFlow}}
	backlog := Series{Name: BacklogSeries, Unit: "accounts", Labels: map[string]string{}}
	random := rand.New(rand.NewPCG(8, uint64(k)))
	left := 0.0
	for day := range 180 {
		if day == 31 {
			left = 7420 + 2300*k
		}
		flagged := 0.0
		if left > 0 {
			flagged = min(left, 300)
			left -= flagged + min(left-flagged, 18)
		}
		steady := 0.0
		if day > 31 {
			steady = (38.4 + 14*k) * (1 + 0.12*random.NormFloat64())
		}
		stock.add(day, flagged, 0.01)
		flow.add(day, steady, 0.08)
		backlog.add(day, left, 0.01)
	}
	return []Series{stock, flow, backlog}
}
