package workflow

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

// Status is how one step of a rule ended.
type Status string

// The statuses.
const (
	OK      Status = "ok"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Why a rule or condition was skipped.
const (
	WhyInactive   = "inactive"
	WhyTrigger    = "trigger"
	WhyCriteria   = "criteria"
	WhyEarlier    = "earlier condition matched"
	WhyAlreadyRan = "already ran"
	WhyDeleted    = "record deleted"
)

// Run is one line of the run log: an action that ran, or a rule or condition that
// was skipped.
type Run struct {
	Time      Stamp  `json:"time"`
	Event     string `json:"event"`
	Rule      string `json:"rule"`
	Condition int    `json:"condition,omitempty"` // from 1
	Action    string `json:"action,omitempty"`
	Function  string `json:"function,omitempty"`
	File      string `json:"file,omitempty"`
	Record    string `json:"record,omitempty"`
	Args      *JSON  `json:"args,omitempty"`
	Status    Status `json:"status"`
	Why       string `json:"why,omitempty"`
	Kind      string `json:"kind,omitempty"` // of a failure
	Line      int    `json:"line,omitempty"`
	Message   string `json:"message,omitempty"`

	Milliseconds int64           `json:"ms,omitempty"`
	Statements   int64           `json:"statements,omitempty"`
	Calls        *Calls          `json:"calls,omitempty"`
	Info         []string        `json:"info,omitempty"`
	Writes       []Write         `json:"writes,omitempty"`
	Warnings     []string        `json:"warnings,omitempty"`
	Criteria     []CheckedAsJSON `json:"criteria,omitempty"`

	Err error `json:"-"` // of a failure
}

// Calls counts what a function called outside.
type Calls struct {
	CRM  int `json:"crm"`
	HTTP int `json:"http"`
}

// Write is one change of a record.
type Write struct {
	Module string `json:"module"`
	ID     string `json:"id"`
	Op     string `json:"op"`
	Fields *JSON  `json:"fields,omitempty"`
}

// CheckedAsJSON is a Checked with its value in JSON.
type CheckedAsJSON struct {
	Criterion string `json:"criterion"`
	Value     *JSON  `json:"value"`
	Result    bool   `json:"result"`
}

// JSON is a value that is written as JSON in the run log.
type JSON struct {
	Value  value.Value
	format *value.Format
}

// MarshalJSON writes the value; one that contains itself is an error.
func (j *JSON) MarshalJSON() ([]byte, error) {
	s, err := value.TryJSON(j.Value, j.format)
	return []byte(s), err
}

func checked(trace []Checked, f *value.Format) []CheckedAsJSON {
	var out []CheckedAsJSON
	for _, c := range trace {
		out = append(out, CheckedAsJSON{c.Criterion, &JSON{c.Value, f}, c.Result})
	}
	return out
}

// Stamp is a point in time that JSON writes to the second, with its zone.
type Stamp struct{ time.Time }

// MarshalJSON writes the time as services do: 2026-03-04T10:15:00+00:00.
func (s Stamp) MarshalJSON() ([]byte, error) {
	return s.AppendFormat(nil, `"2006-01-02T15:04:05-07:00"`), nil
}

// String returns the run as one line of JSON.
func (r *Run) String() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return `{"error":` + string(value.AppendQuoted(nil, err.Error())) + `}`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
