package diag

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// ErrOverlap says that two edits change the same text.
var ErrOverlap = errors.New("two edits change the same place")

// Apply returns text with the edits made in it. Edits that are alike count once;
// those that overlap, or stand outside of the text, are an error, and nothing is
// changed.
func Apply(text string, edits []Edit) (string, error) {
	sorted := slices.Clone(edits)
	slices.SortFunc(sorted, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.Text, b.Text))
	})
	sorted = slices.Compact(sorted)
	var b strings.Builder
	done := 0
	for i, e := range sorted {
		from, to := e.Span.Start.Offset(), e.Span.End.Offset()
		// Two insertions at one place have no order, so they overlap too.
		clash := i > 0 && from == to && e.Span == sorted[i-1].Span
		if from < done || clash || to < from || to > len(text) {
			return "", ErrOverlap
		}
		b.WriteString(text[done:from])
		b.WriteString(e.Text)
		done = to
	}
	b.WriteString(text[done:])
	return b.String(), nil
}
