package format

import "strings"

// writer puts the tokens and comments of a layout into text.
type writer struct {
	b       strings.Builder
	prev    string    // the token written last
	ended   bool      // a // comment was written last: the line is over
	pending []comment // of tokens that let them pass
}

// token writes one token and what stands in front of it.
func (w *writer) token(t *token) {
	comments := append(w.pending, t.comments...)
	w.pending = nil
	if t.drop || t.passes() && anyBreaks(comments) {
		w.pending, comments = comments, nil
	}
	if t.drop {
		return
	}
	for i, c := range comments {
		w.comment(c, t, i == 0)
	}
	if t.text == "" { // the end of the file
		if w.b.Len() > 0 {
			w.b.WriteByte('\n')
		}
		return
	}
	w.lead(t, comments)
	w.put(t.text)
	if t.semi {
		w.put(";")
	}
}

func (w *writer) put(text string) {
	w.b.WriteString(text)
	w.prev, w.ended = text, false
}

// passes reports whether comments before t may move behind it: nobody wants a
// comma, a semicolon or an operator on a line of its own.
func (t *token) passes() bool {
	return t.late || t.kind != line && (t.text == "," || t.text == ";")
}

func anyBreaks(comments []comment) bool {
	for _, c := range comments {
		if c.line || c.own {
			return true
		}
	}
	return false
}

// comment writes a comment in front of t; first: the first one there.
func (w *writer) comment(c comment, t *token, first bool) {
	switch {
	case w.b.Len() == 0:
	case c.own || w.ended:
		w.newline(c.blank && t.blank && !(first && t.first), t.inner)
	case t.kind != line && opens(w.prev) && !c.line:
	default:
		w.b.WriteByte(' ')
	}
	w.b.WriteString(c.text)
	w.ended = c.line
}

// lead writes what separates t from the token or comment before it.
func (w *writer) lead(t *token, comments []comment) {
	n := len(comments)
	own := n > 0 && comments[n-1].own
	switch {
	case w.b.Len() == 0:
	case t.kind == line && own && !w.ended && t.lines == 0 && t.blank && !t.last:
		w.b.WriteByte(' ') // a comment right before a statement or an element
	case t.kind == line:
		w.newline(t.blank && t.lines > 1 && !t.last && !(t.first && n == 0), t.depth)
	case w.ended || own && t.lines > 0:
		w.newline(false, t.depth)
	case n > 0 && !closes(t.text), n == 0 && w.spaced(t):
		w.b.WriteByte(' ')
	}
}

// spaced reports whether a space stands in front of t on the same line.
func (w *writer) spaced(t *token) bool {
	if t.kind == auto {
		return !glued(w.prev, t.text)
	}
	return t.kind == space
}

func (w *writer) newline(blank bool, tabs int) {
	w.b.WriteByte('\n')
	if blank {
		w.b.WriteByte('\n')
	}
	for range tabs {
		w.b.WriteByte('\t')
	}
}

// glued reports whether nothing stands between two tokens of which the tree says
// nothing else.
func glued(before, text string) bool {
	switch before {
	case ".", ":", "!":
		return true
	}
	return opens(before) || closes(text) || text == ":" || (text == "(" || text == "[") && isWord(before)
}

func opens(text string) bool { return text == "(" || text == "[" || text == "{" }

// closes reports whether text ends what is before it.
func closes(text string) bool {
	switch text {
	case ")", "]", "}", ",", ";", ".":
		return true
	}
	return false
}

func isWord(text string) bool {
	c := text[0]
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}
