package connections_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// A provider that counts tokens is not asked for one too many, by no process.
func TestX37TokensAreCounted(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: 20 * time.Second, Rotate: true}, func(s *provider.Service) {
		s.RefreshLimit, s.RefreshWindow = 3, 600
	})
	for range 3 {
		w.clock.Add(time.Minute)
		w.ok(w.newManager(connections.Options{}))
	}
	w.clock.Add(19 * time.Second) // due, and not ended yet
	w.ok(w.manager)
	w.clock.Add(time.Minute)
	_, err := w.call(w.newManager(connections.Options{}))
	if e := kind(t, err, connections.Refresh); !strings.Contains(e.Message, "gives 3 tokens in 10 minutes, and they are used up; the next one can be asked for in 6m41s") {
		t.Error(e.Message)
	}
	w.count("refresh", 3)
	w.clock.Add(6*time.Minute + 41*time.Second)
	w.ok(w.manager)
	w.ok(w.manager)
	w.count("refresh", 4)
	w.login() // another grant is counted anew
	w.clock.Add(time.Minute)
	w.ok(w.manager)
	w.count("refresh", 5)
}
