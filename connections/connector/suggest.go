package connector

import (
	"fmt"
	"strings"
)

// didYouMean returns a hint with the name nearest to s, "" when none is near.
func didYouMean(s string, names []string) string {
	best, least := "", max(2, len(s)/3)+1
	for _, n := range names {
		a, b := strings.ToLower(s), strings.ToLower(n)
		d := distance(a, b)
		if len(a) > 2 && strings.HasPrefix(b, a) {
			d = min(d, 2) // a name cut short
		}
		if d < least {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// distance counts the letters to insert, drop, change or swap with their neighbour
// to get from a to b (optimal string alignment).
func distance(a, b string) int {
	prev, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older := prev
		prev, row = row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
