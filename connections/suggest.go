package connections

import "strings"

// nearest finds the connection that a wrong name probably meant: the same in
// another case, a display name, or a few letters off. Empty if there is none.
func nearest(name string, all []Connection) string {
	for _, c := range all {
		if strings.EqualFold(c.Link, name) || strings.EqualFold(c.Title, name) {
			return c.Link
		}
	}
	best, limit := "", max(1, len(name)/3)+1
	for _, c := range all {
		for _, known := range []string{c.Link, c.Title} {
			if known == "" {
				continue
			}
			if d := distance(strings.ToLower(name), strings.ToLower(known)); d < limit {
				best, limit = c.Link, d
			}
		}
	}
	return best
}

// distance is the number of letters to insert, delete, change or swap with the next
// (optimal string alignment).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i, r := range from {
		for j, s := range to {
			cost := 1
			if r == s {
				cost = 0
			}
			best := min(rows[i][j]+cost, rows[i+1][j]+1, rows[i][j+1]+1)
			if i > 0 && j > 0 && r == to[j-1] && from[i-1] == s {
				best = min(best, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = best
		}
	}
	return rows[len(from)][len(to)]
}
