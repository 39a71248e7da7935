package demo

import (
	"fmt"
	"slices"
	"strings"
)

// Report is what happened, for programs. It holds no secret.
type Report struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	Steps []Step `json:"steps"` // those that came to their end
}

// Step is one part of the demonstration.
type Step struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Info  []string `json:"info,omitempty"` // what the scripts printed
	Log   []Entry  `json:"log"`            // what the servers saw
}

// Entry is one line of the servers' logs: a kind of connectiontest.Event, or
// "contact" for a contact that reached the API's data.
type Entry struct {
	Kind   string `json:"kind"`
	Detail string `json:"detail"`
}

func (e Entry) String() string { return strings.TrimSpace(e.Kind + " " + e.Detail) }

// check fails unless the lines of the servers' logs are those of the plan.
func (p *stepPlan) check(got []string) error {
	if p.sawAmong == nil {
		if !slices.Equal(got, p.saw) {
			return unexpected(p.saw, got)
		}
		return nil
	}
	next := 0
	for _, line := range got {
		if next < len(p.sawAmong) && line == p.sawAmong[next] {
			next++
		}
	}
	if next < len(p.sawAmong) {
		return unexpected(p.sawAmong, got)
	}
	return nil
}

func lines(log []Entry) []string {
	out := make([]string, len(log))
	for i, e := range log {
		out[i] = e.String()
	}
	return out
}

func unexpected(want, got []string) error {
	return fmt.Errorf("the servers should have seen: %s; they saw: %s", strings.Join(want, ", "), strings.Join(got, ", "))
}

// printed fails unless a line of the scripts' output is this.
func (s *Step) printed(want string) error {
	if !slices.Contains(s.Info, want) {
		return fmt.Errorf("the script should have printed %q; it printed %q", want, s.Info)
	}
	return nil
}
