package diag

import (
	"strings"
	"unicode"
)

// Plain returns s with a stand-in for each character that could steer a terminal:
// what a script throws or a server answers may be part of a message. Line ends and
// tabs stay.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || bidi(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}
