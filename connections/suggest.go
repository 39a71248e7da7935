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

// distance is the number of letters to insert, delete or change (Levenshtein).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(to)]
}
