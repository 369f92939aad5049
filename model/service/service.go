// Package service holds the institution's desks (rule S1).
package service

import (
	"slices"

	"weir/sim/desk"
	"weir/sim/param"
)

// Params are the desks of an institution.
type Params struct{ Desks []Desk }

// Desk is a staffed queue with a name.
type Desk struct {
	ID string
	desk.Config
}

// Declare binds the desks of an institution file.
func (p *Params) Declare(s *param.Set) {
	param.Map(s, "desks", "The desks: staffed queues.", &p.Desks, func(id string, d *Desk, s *param.Set) {
		d.ID = id
		d.Config.Declare(s)
	}).Defining("desk").Rules("S1")
}

// Index returns the number of the desk with the id, or -1.
func (p *Params) Index(id string) int {
	return slices.IndexFunc(p.Desks, func(d Desk) bool { return d.ID == id })
}
