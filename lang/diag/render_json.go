package diag

import "github.com/dg-lang/dg/lang/source"

// JSON is the machine form of a finding; its keys are stable.
type JSON struct {
	Severity string      `json:"severity"`
	Code     Code        `json:"code"`
	Message  string      `json:"message"`
	File     string      `json:"file,omitempty"`
	Start    *JSONPos    `json:"start,omitempty"`
	End      *JSONPos    `json:"end,omitempty"`
	Related  []JSONLabel `json:"related,omitempty"`
	Hint     string      `json:"hint,omitempty"`
	Fixes    []JSONEdit  `json:"fixes,omitempty"`
	Stack    []JSONFrame `json:"stack,omitempty"`
}

// JSONPos is a line and a column in characters, both from 1.
type JSONPos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// JSONLabel is a related place.
type JSONLabel struct {
	File  string   `json:"file"`
	Start *JSONPos `json:"start,omitempty"`
	End   *JSONPos `json:"end,omitempty"`
	Text  string   `json:"text"`
}

// JSONEdit replaces the text from Start up to End. All edits of a finding belong
// together.
type JSONEdit struct {
	Start *JSONPos `json:"start"`
	End   *JSONPos `json:"end"`
	Text  string   `json:"text"`
}

// JSONFrame is one call of a stack.
type JSONFrame struct {
	Function string   `json:"function"`
	File     string   `json:"file"`
	Start    *JSONPos `json:"start,omitempty"`
}

// ToJSON returns the machine form of d.
func ToJSON(d *Diagnostic) JSON {
	j := JSON{Severity: d.Severity.String(), Code: d.Code, Message: d.Message, Hint: d.Hint}
	if f := d.Primary.File; f != nil {
		j.File, j.Start, j.End = f.Name, jsonPos(f, d.Primary.Span.Start), jsonPos(f, d.Primary.Span.End)
	}
	for _, l := range d.Related {
		if l.File != nil {
			j.Related = append(j.Related, JSONLabel{l.File.Name, jsonPos(l.File, l.Span.Start), jsonPos(l.File, l.Span.End), l.Text})
		}
	}
	for _, e := range d.Fixes {
		if f := d.Primary.File; f != nil {
			j.Fixes = append(j.Fixes, JSONEdit{jsonPos(f, e.Span.Start), jsonPos(f, e.Span.End), e.Text})
		}
	}
	for _, f := range d.Stack {
		if f.Call.File != nil {
			j.Stack = append(j.Stack, JSONFrame{f.Function, f.Call.File.Name, jsonPos(f.Call.File, f.Call.Span.Start)})
		}
	}
	return j
}

// ListJSON returns the machine form of all findings, never nil.
func ListJSON(l List) []JSON {
	out := make([]JSON, 0, len(l))
	for _, d := range l.Sorted() {
		out = append(out, ToJSON(d))
	}
	return out
}

func jsonPos(f *source.File, p source.Pos) *JSONPos {
	line, col, _ := f.LineCol(p)
	if line == 0 {
		return nil
	}
	return &JSONPos{line, col}
}
