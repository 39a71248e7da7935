package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/connections/provider"
)

// scopes asks which scopes a connection wants. Where the service says what its scopes
// are called, they are listed, and can be chosen by number.
func (q *asker) scopes(s provider.Service) []string {
	fallback := strings.Join(s.DefaultScopes, " ")
	if len(s.ScopeNames) == 0 {
		return q.words("Scopes (separated by blanks)", fallback)
	}
	known := slices.Sorted(maps.Keys(s.ScopeNames))
	if q.err == nil {
		fmt.Fprintln(q.app.io.Err, "Scopes:")
		for i, scope := range known {
			mark := " "
			if slices.Contains(s.DefaultScopes, scope) {
				mark = "x"
			}
			fmt.Fprintf(q.app.io.Err, "  %2d [%s] %-24s %s\n", i+1, mark, scope, s.ScopeNames[scope])
		}
	}
	var chosen []string
	q.text("Scopes (numbers or names, separated by blanks)", fallback, func(answer string) (err error) {
		chosen, err = chooseScopes(words(answer), known)
		return err
	})
	return chosen
}

// chooseScopes turns numbers of a list into its entries; names stay, known or not.
func chooseScopes(answer, known []string) ([]string, error) {
	var chosen []string
	for _, w := range answer {
		if n, err := strconv.Atoi(w); err == nil {
			if n < 1 || n > len(known) {
				return nil, fmt.Errorf("a number from 1 to %d, or a name", len(known))
			}
			w = known[n-1]
		}
		if !slices.Contains(chosen, w) {
			chosen = append(chosen, w)
		}
	}
	return chosen, nil
}
