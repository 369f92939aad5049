// Package emergency holds the institution's systems, what they need of each
// other, and the outages that take them down.
package emergency

import (
	"slices"
	"strings"

	"weir/sim/param"
)

// Params are the systems and channels of an institution (rule E1).
type Params struct {
	Systems  []System
	Channels []Channel
}

// System is something that can fail.
type System struct {
	ID       string
	Needs    []string // systems it cannot work without
	Regional bool     // there is one in each region, and each fails on its own
}

// Channel is a way by which customers reach the institution. It works, in a
// region, when all it needs works there.
type Channel struct {
	ID    string
	Needs []string
}

// Declare binds the systems and channels of an institution file.
func (p *Params) Declare(s *param.Set) {
	param.Map(s, "systems", "The systems, each with what it needs.", &p.Systems, func(id string, y *System, s *param.Set) {
		y.ID = id
		s.Names(&y.Needs, "needs", "[]", "The systems without which this one does not work.").
			Names("system").Assumed("the institution's own architecture").Rules("E1")
		s.Flag(&y.Regional, "regional", "false", "True if each region has its own, which fails on its own.").
			Assumed("branches and their lines are local").Rules("E1")
	}).Rules("E1")
	param.Map(s, "channels", "The ways by which customers reach the institution.", &p.Channels, func(id string, c *Channel, s *param.Set) {
		c.ID = id
		s.Names(&c.Needs, "needs", "[]", "The systems without which this channel does not work.").
			Names("system").Assumed("the institution's own architecture").Rules("E1")
	}).Rules("E1")
	s.Check(p.check)
}

// check reports unknown systems and systems that need themselves.
func (p *Params) check(c *param.Check) {
	known := make([]string, len(p.Systems))
	for i, y := range p.Systems {
		known[i] = y.ID
	}
	unknown := func(at string, needs []string) {
		for _, n := range needs {
			if !slices.Contains(known, n) {
				c.Report(param.Problem{Code: "W133", Pos: c.At(at + "." + n), Args: []any{n, known}})
			}
		}
	}
	for _, y := range p.Systems {
		unknown("systems."+y.ID+".needs", y.Needs)
		if circle := p.circle(y.ID, nil); circle != nil {
			c.Report(param.Problem{Code: "W135", Pos: c.At("systems." + y.ID + ".needs." + circle[1]), Args: []any{strings.Join(circle, " → ")}})
		}
	}
	for _, ch := range p.Channels {
		unknown("channels."+ch.ID+".needs", ch.Needs)
	}
}

// circle returns a path by which the last system of path needs itself, or nil.
func (p *Params) circle(id string, path []string) []string {
	path = append(path, id)
	if len(path) > 1 && id == path[0] {
		return path
	}
	if slices.Contains(path[:len(path)-1], id) {
		return nil // a circle, but not through the first one
	}
	for _, n := range p.system(id).Needs {
		if found := p.circle(n, path); found != nil {
			return found
		}
	}
	return nil
}

func (p *Params) system(id string) System {
	if i := slices.IndexFunc(p.Systems, func(y System) bool { return y.ID == id }); i >= 0 {
		return p.Systems[i]
	}
	return System{}
}

// Working is what works right now: for each region, a bit for each system by
// its index (up to 64).
type Working []uint64

// NewWorking returns a Working in which everything works in all regions.
func NewWorking(systems, regions int) Working {
	w := make(Working, regions)
	for i := range w {
		w[i] = 1<<systems - 1
	}
	return w
}

// Resolve closes what is broken over its dependencies: a system works in a
// region only if all it needs works there. Broken has a bit for each system
// that failed itself.
func (p *Params) Resolve(broken []uint64, into Working) {
	for region := range into {
		up := uint64(1)<<len(p.Systems) - 1
		up &^= broken[region]
		for changed := true; changed; {
			changed = false
			for i, y := range p.Systems {
				if up&(1<<i) != 0 && !p.Works(y.Needs, up) {
					up &^= 1 << i
					changed = true
				}
			}
		}
		into[region] = up
	}
}

// ChannelWorks says whether a channel works where the given systems do.
func (p *Params) ChannelWorks(channel int, up uint64) bool {
	return p.Works(p.Channels[channel].Needs, up)
}

// Works says whether all of some systems are among those that work.
func (p *Params) Works(needs []string, up uint64) bool {
	for _, n := range needs {
		if i := p.SystemIndex(n); i < 0 || up&(1<<i) == 0 {
			return false
		}
	}
	return true
}

// SystemIndex returns the number of the system with the id, or -1.
func (p *Params) SystemIndex(id string) int {
	return slices.IndexFunc(p.Systems, func(y System) bool { return y.ID == id })
}
