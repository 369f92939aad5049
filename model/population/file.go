package population

import "weir/sim/param"

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
	var n int64
	for _, in := range f.Cohort {
		n += in.Customers
	}
	return n
}
