package resolve

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
)

// This file keeps a statement that does not parse from making others look wrong.

// bad resolves what the blocks of a broken statement hold. It may have been a loop.
func (r *resolver) bad(s *syntax.Bad) {
	r.loops++
	r.stmts(s.Body)
	r.loops--
}

// isLost reports whether a broken statement may have defined a name, or the
// function whose dotted name it is.
func (r *resolver) isLost(name string) bool {
	return r.file.Lost[name[strings.LastIndexByte(name, '.')+1:]]
}

// unclosed reports whether a brace is missing in the file, or the end of a comment:
// where blocks end, and so what is reached, is a guess then.
func (r *resolver) unclosed() bool {
	return slices.ContainsFunc(r.file.Errors, func(d *diag.Diagnostic) bool {
		return d.Code == diag.UnclosedBlock || d.Code == diag.UnclosedComment
	})
}
