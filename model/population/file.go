package population

import (
	"strings"

	"weir/sim/param"
)

// File is a population file: what `weir fit` writes and a run takes in place of
// the institution's own customers.
type File struct {
	Title string
	Size  int64 // customers; a cohort's own number where there is one
	Params

	origin, estimates *param.Value // the watermark and what was estimated: kept, not read
}

// Declare binds a population file.
func (f *File) Declare(s *param.Set) {
	s.Text(&f.Title, "title", "A population", "What to call it.").Assumed("a name")
	s.Count(&f.Size, "size", "0", "How many customers it has; zero: as many as the institution.").
		Range("0", "100000000").Assumed("as many as the institution").Rules("P1")
	s.Raw(&f.origin, "origin", "Where the figures come from: the data, their checksum, the method.")
	s.Raw(&f.estimates, "estimates", "The estimates with their standard errors and covariance.")
	f.Params.Declare(s)
}

// Customers returns how many customers the file speaks of; 0 where it leaves
// that to the institution.
func (f *File) Customers() int64 {
	if len(f.Cohort) == 0 {
		return f.Size
	}
	return int64(f.CohortSize())
}

// Origin says where the figures come from, in a line for those who read results:
// the data, their checksum and what is to be known of them; "" where the file
// does not say.
func (f *File) Origin() string {
	if f.origin == nil || f.origin.Kind != param.Mapping {
		return ""
	}
	var parts []string
	for _, key := range []string{"data", "sha256", "from", "until", "model", "note"} {
		if v := f.origin.Find(key); v != nil && v.Text != "" {
			text := v.Text
			if key == "sha256" {
				text = text[:min(len(text), 12)]
			}
			parts = append(parts, key+" "+text)
		}
	}
	return strings.Join(parts, ", ")
}
