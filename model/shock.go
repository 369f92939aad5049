package model

import (
	"weir/model/emergency"
	"weir/sim"
)

// purposeShock begins the keys of shocks: beyond those of customers.
const purposeShock uint64 = 1 << 56

// drawShocks draws when each shock strikes in this replication.
func (w *World) drawShocks(start, last sim.Time) {
	for i, s := range w.plan.Shocks {
		o := s.Outage
		from := sim.Time(0) // outages by chance begin in the measured time, whatever the warm-up
		if o.Dated {
			from = start
		}
		intervals := o.Draw(w.root, purposeShock+fnv(s.ID), w.plan.instant(o.At), from, last)
		for _, iv := range intervals {
			iv.Shock, iv.System = i, w.plan.Institution.Systems.SystemIndex(o.System)
			iv.Region = w.plan.names().Region(o.Region)
			w.outages = append(w.outages, iv)
		}
	}
	w.turns = emergency.Cuts(w.outages)
}

// fnv names a shock or a desk by its id (FNV-1a, 32 bits), so that the draws of
// one do not depend on which others there are.
func fnv(id string) uint64 {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return uint64(h)
}
