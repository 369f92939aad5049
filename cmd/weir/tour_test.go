package main

import (
	"bytes"
	"fmt"
	"math"

	"weir/model/fit"
	"weir/sim/rng"
)

// tourTransactions is the table that README's tour fits: 400 customers who open
// accounts over half a year of 2024, act at gamma-distributed rates (shape 1.2,
// once in 25 days on average) and are gone at gamma-distributed hazards (shape
// 1, once in 300 days), with lognormal amounts. A Pareto/NBD world, made here.
func tourTransactions() []byte {
	var out bytes.Buffer
	out.WriteString("customer,date,amount\n")
	first := fit.Date(2024, 1, 1)
	for who := range uint64(400) {
		s := rng.New(1, 0, 0).Stream(who, 0x70c4, 0)
		rate := s.Gamma(1.2) / 1.2 / 25
		hazard := s.Gamma(1) / 300
		at := math.Floor(s.Float64() * 180)
		end := math.Min(730, at+s.Exp()/hazard)
		for ; at < end; at += s.Exp() / rate {
			amount := 120 * math.Exp(s.Normal())
			fmt.Fprintf(&out, "c%03d,%v,%.2f\n", who, first+fit.Day(at), amount)
		}
	}
	return out.Bytes()
}
