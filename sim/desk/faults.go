package desk

import (
	"errors"
	"fmt"

	"weir/sim/calendar"
)

// fault is something wrong with a Config: a code of the catalogue of sentences,
// the path of the field it is about, and what fills the sentence's blanks.
type fault struct {
	code, path string
	args       []any
	text       string // the sentence, for those who have no catalogue
}

// Check returns everything that is wrong with a Config, nil if nothing is.
// Declare reports the same with places.
func (c *Config) Check() error {
	var problems []error
	for _, f := range c.faults() {
		problems = append(problems, fmt.Errorf("desk: %s: %s", f.path, f.text))
	}
	return errors.Join(problems...)
}

func (c *Config) faults() []fault {
	faults := c.staffFaults()
	if s := c.Surge; s.Servers > 0 && s.Queue == 0 && s.Wait == 0 {
		faults = append(faults, fault{"W172", "surge", nil, "nothing ever calls the reserve; want queue or wait above 0"})
	}
	if c.Redial.Share > 0 && c.Redial.After.Dist == nil {
		faults = append(faults, fault{"W173", "redial", nil, "who calls again needs a delay; want after"})
	}
	return append(faults, c.classFaults()...)
}

// staffFaults finds hours that cannot be read, and a desk where nobody works.
func (c *Config) staffFaults() []fault {
	var faults []fault
	staffed := c.Servers > 0
	for _, shift := range c.Shifts {
		staffed = staffed || shift.Servers > 0
		if _, err := calendar.ParseHours(shift.Hours); err != nil {
			faults = append(faults, fault{"W170", "staff." + shift.ID + ".hours", []any{shift.Hours, err.Error()}, err.Error()})
		}
	}
	if !staffed {
		faults = append(faults, fault{"W171", "servers", nil, "nobody ever works at this desk; want servers, or a staff item with servers, above 0"})
	}
	return faults
}

// classFaults finds classes without service or with a priority below 1, and
// names and topics written twice.
func (c *Config) classFaults() []fault {
	var faults []fault
	names, owner := make(map[string]bool), make(map[string]string)
	for _, class := range c.classes() {
		path := "classes." + class.Name
		if class.Service.Dist == nil && c.Service.Dist == nil {
			if len(c.Classes) == 0 {
				path = "service"
			}
			faults = append(faults, fault{"W174", path, nil, "no service time; want service"})
		}
		if class.Priority < 1 {
			faults = append(faults, fault{"W115", path + ".priority", []any{class.Priority, 1, ""}, fmt.Sprintf("%d; want 1 (first) or more", class.Priority)})
		}
		if names[class.Name] {
			faults = append(faults, fault{"W120", path, []any{class.Name}, "written twice"})
		}
		names[class.Name] = true
		for _, topic := range class.Topics {
			if other, again := owner[topic]; again {
				faults = append(faults, fault{"W175", path + ".topics", []any{topic, other}, topic + " belongs to " + other + " already"})
			}
			owner[topic] = class.Name
		}
	}
	return faults
}
