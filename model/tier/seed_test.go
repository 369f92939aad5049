package tier

import "flag"

// Property tests draw the same cases in every run, so that a change is judged by
// what it changes; -rapid.seed=0 draws others. They are many: policies are of
// many kinds, and a case takes microseconds.
func init() {
	for _, f := range [][2]string{{"rapid.seed", "1"}, {"rapid.checks", "2000"}} {
		if err := flag.Set(f[0], f[1]); err != nil {
			panic(err)
		}
	}
}
