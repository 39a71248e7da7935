package diag

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the candidate that name is most likely a misspelling of, or ""
// when none is near. A candidate that differs only in letter case wins.
func Nearest(name string, candidates []string) string {
	best, bestDist := "", mistakes(utf8.RuneCountInString(name))+1
	for _, c := range candidates {
		if strings.EqualFold(c, name) {
			return c
		}
		d := apart(name, c, bestDist+1)
		if d < bestDist || d == bestDist && c < best { // the order of the candidates must not matter
			best, bestDist = c, d
		}
	}
	return best
}

// Only returns the one candidate that name can be a misspelling of; "" when there
// is none or when two are as near.
func Only(name string, candidates []string) string {
	best, bestDist, twice := "", min(mistakes(utf8.RuneCountInString(name)), 2)+1, false
	for _, c := range candidates {
		d := apart(name, c, bestDist+1)
		switch {
		case d < bestDist:
			best, bestDist, twice = c, d, false
		case d == bestDist && !strings.EqualFold(c, best):
			twice = best != ""
		}
	}
	if twice {
		return ""
	}
	return best
}

// mistakes is how many letters of a name of n letters may be wrong. Of one letter
// none: every other short name would be near.
func mistakes(n int) int {
	if n < 2 {
		return 0
	}
	return max(1, n/3)
}

// DidYouMean returns `did you mean "x"?` or "".
func DidYouMean(name string, candidates []string) string {
	if n := Nearest(name, candidates); n != "" && n != name {
		return `did you mean "` + n + `"?`
	}
	return ""
}

// apart is the distance of two names in any letter case. What they share in front of
// the last point makes the rest no more alike.
func apart(name, c string, limit int) int {
	d := distance(strings.ToLower(name), strings.ToLower(c), limit)
	if dot := strings.LastIndexByte(name, '.') + 1; dot > 0 && len(c) >= dot && strings.EqualFold(name[:dot], c[:dot]) &&
		d > mistakes(utf8.RuneCountInString(name[dot:])) {
		return limit
	}
	return d
}

// distance is the Damerau-Levenshtein distance of a and b (adjacent letters may be
// swapped), or limit when it is at least that.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if abs(len(s)-len(t)) >= limit {
		return limit
	}
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(t)], limit)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
