package runtime

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// This file thins out what a check has found.

// together joins what binding has found with what the flow of values shows: that
// knows more about the same place.
func together(bound, flow diag.List) diag.List {
	type key struct {
		code diag.Code
		at   source.Span
	}
	better := map[key]bool{}
	for _, d := range flow {
		better[key{d.Code, d.Primary.Span}] = true
	}
	bound = slices.DeleteFunc(slices.Clone(bound), func(d *diag.Diagnostic) bool { return better[key{d.Code, d.Primary.Span}] })
	return append(bound, flow...)
}

// wanted drops the warnings that rules switch off.
func wanted(l diag.List, rules map[diag.Code]bool) diag.List {
	if len(rules) == 0 {
		return l
	}
	return slices.DeleteFunc(slices.Clone(l), func(d *diag.Diagnostic) bool {
		on, said := rules[d.Code]
		return said && !on && d.Severity != diag.Error
	})
}

// oncePerFile tells at its first place alone what is the same in the whole file: a
// function that no checked file has, by its name, and what this version does not
// run yet, all of it together.
func oncePerFile(l diag.List) diag.List {
	var out diag.List
	var later *merged
	calls := map[string]*merged{}
	for _, d := range l {
		switch {
		case d.Code == diag.LaterGrammar && d.Severity == diag.Warning:
			if later == nil {
				later = &merged{}
				out.Add(d)
			}
			later.add(d, d.Message[strings.LastIndex(d.Message, ": ")+2:])
		case d.Code == diag.UnknownFunction && d.Severity == diag.Warning && calls[d.Message] != nil:
			calls[d.Message].add(d, "")
		default:
			if d.Code == diag.UnknownFunction {
				calls[d.Message] = &merged{}
				calls[d.Message].add(d, "")
			}
			out.Add(d)
		}
	}
	if later != nil {
		later.conclude("it stops at this place and at %s")
	}
	for _, m := range calls {
		m.conclude("it is called here and at %s")
	}
	return out
}

// merged are findings told at the place of the first.
type merged struct {
	first *diag.Diagnostic
	more  int
	names []string
}

func (m *merged) add(d *diag.Diagnostic, name string) {
	if m.first == nil {
		m.first = d
	} else {
		m.more++
	}
	if name != "" && !slices.Contains(m.names, name) {
		m.names = append(m.names, name)
	}
}

func (m *merged) conclude(note string) {
	if m.more == 0 {
		return
	}
	d := *m.first
	const shown = 6
	if n := len(m.names); n > 1 {
		list := strings.Join(m.names[:min(n, shown)], ", ")
		if n > shown {
			list += fmt.Sprintf(" and %d more", n-shown)
		}
		d.Message = d.Message[:strings.LastIndex(d.Message, ": ")+2] + list
		d.Hint = ""
	}
	d.Notes = append(slices.Clone(d.Notes), fmt.Sprintf(note, morePlaces(m.more)))
	*m.first = d
}

func morePlaces(n int) string {
	if n == 1 {
		return "1 more place"
	}
	return fmt.Sprintf("%d more places", n)
}

// silenced drops the warnings that a comment "// dg: ignore CODE…" answers for: on
// its own line, or the next one when it stands alone. Errors are always told.
func silenced(f *syntax.File, l diag.List) diag.List {
	lines := map[int][]string{}
	for _, c := range f.Comments {
		words := strings.Fields(strings.TrimPrefix(c.Text, "//"))
		if len(words) < 3 || words[0] != "dg:" || words[1] != "ignore" {
			continue
		}
		line, col, _ := f.Source.LineCol(c.At.At.Start)
		if strings.TrimSpace(string([]rune(f.Source.Line(line))[:col-1])) == "" {
			line++
		}
		lines[line] = append(lines[line], words[2:]...)
	}
	if len(lines) == 0 {
		return l
	}
	return slices.DeleteFunc(l, func(d *diag.Diagnostic) bool {
		codes := lines[f.Source.LineNo(d.Primary.Span.Start)]
		return d.Severity != diag.Error && slices.ContainsFunc(codes, func(code string) bool { return strings.EqualFold(code, string(d.Code)) })
	})
}
