// Package workflow runs scripts on events: it reads rule files, decides which
// rules an event fires, fills the arguments of their functions from the record,
// runs them, and says for every rule why it ran or did not.
//
// What a rule is: https://www.zoho.com/crm/developer/docs/api/v8/config-workflow.html
package workflow

import (
	"time"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/runtime/value"
)

// File is one rule file.
type File struct {
	Source    *source.File
	Functions string         // folder of the scripts, as a slash path from where the file's name counts
	Zone      *time.Location // nil: that of the run
	Rules     []*Rule
}

// Rule says which function runs when something happens to a record.
type Rule struct {
	Name, Module string
	Active       bool
	Order        int // rules with one come first, in its order; 0: none
	On           Trigger
	Repeat       bool // at every edit that matches, not only the first
	Conditions   []*Condition
	File         *File
	At           source.Span
}

// Condition is one branch of a rule; the first that matches runs.
type Condition struct {
	Name string
	When Criteria // nil: all records
	Else bool     // written "else"; always the last
	Do   []Action
}

// Action is what a condition does: a *Call or a *Set.
type Action interface{ word() string }

// Call runs a function of a script.
type Call struct {
	File     string // slash path of the script
	Function string // empty: the only one of the script
	Args     []Arg
	ByName   bool // false: Args map by position
	Timeout  time.Duration
	At       source.Span
	script   Script // set by Link
}

// Arg is one mapped argument.
type Arg struct {
	Name  string // empty when mapped by position
	Value Template
	At    source.Span
}

// Set writes fields of the record.
type Set struct {
	Fields []Assignment
	At     source.Span
}

// Assignment is one field and its new value: Shift when that is set, else Value.
type Assignment struct {
	Field string
	Value Template
	Shift *Shift
}

// Shift is a point in time counted from the time of the event or from a field.
type Shift struct {
	Add  Period
	From string // "now" or a field
}

func (*Call) word() string { return "call" }
func (*Set) word() string  { return "set" }

// Op is what happened to a record.
type Op string

// The operations.
const (
	Create Op = "create"
	Edit   Op = "edit"
	Delete Op = "delete"
)

// Event is one thing that happened to one record.
type Event struct {
	ID      string
	Module  string
	Op      Op
	Record  *value.Map // after the change; for a deletion the last state
	Before  *value.Map // nil: not known
	Changed []string   // names of changed fields; nil: worked out from Before
	User    *value.Map // who did it
	Time    time.Time
	Source  string
}

// RecordID returns the id of the record as text, "" when it has none.
func (e *Event) RecordID() string {
	v, ok := e.Record.Get("id")
	if !ok || v.IsNull() {
		return ""
	}
	return v.String()
}
