package param

// Nearest returns the known word most like the given one, the first of those
// equally like, or "" if none is near enough to be meant: up to one change in
// three characters.
func Nearest(word string, known []string) string {
	const longest = 64 // no declared word is near that long
	best, bestDistance := "", 1+max(1, len([]rune(word))/3)
	for _, k := range known {
		if k == word || len(word) > 4*longest {
			continue
		}
		if d := distance([]rune(word), []rune(k), bestDistance); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// distance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b (optimal string alignment); at least limit if
// it is known early.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
