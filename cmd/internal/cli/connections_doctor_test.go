package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
)

// Zoho keeps twenty refresh tokens of a user: the doctor counts before that is felt.
func TestDoctorCountsRefreshTokensOfAnAccount(t *testing.T) {
	w := newAccounts(t)
	o := &accountFlags{app: w.app()}
	for n, want := range map[int]int{10: 0, 16: 1} {
		var c connections.Contents
		for i := range n {
			link := fmt.Sprintf("crm%d", i)
			c.Connections = append(c.Connections, connections.Connection{Link: link, Service: "zoho", Region: "eu"})
			c.Authorizations = append(c.Authorizations, connections.Authorization{Connection: link, Account: "ada@example.com", Refresh: "r"})
		}
		found := o.examineCrowds(c)
		if len(found) != want {
			t.Errorf("%d tokens: %+v", n, found)
		}
		for _, f := range found {
			if !strings.Contains(f.What, "16 refresh tokens of Zoho") || !strings.Contains(f.What, "keeps 20") || !strings.Contains(f.Next, "dg connections revoke") {
				t.Errorf("%+v", f)
			}
		}
	}
}

// Events of the future mean that the clock went back.
func TestDoctorNoticesTheClock(t *testing.T) {
	w := newAccounts(t)
	w.service("demo")
	if said := w.dg(0, "", "connections", "doctor"); strings.Contains(said, "clock") {
		t.Error(said)
	}
	s, err := (&accountFlags{app: w.app()}).connectionsFile()
	if err == nil {
		err = s.Audit(t.Context(), connections.Event{Time: time.Now().Add(time.Hour), Kind: "login"})
	}
	if err != nil {
		t.Fatal(err)
	}
	if said := w.dg(0, "", "connections", "doctor"); !strings.Contains(said, "in the future: the clock of this machine is wrong") || !strings.Contains(said, "doctor --online") {
		t.Error(said)
	}
}

func TestShellPath(t *testing.T) {
	for path, want := range map[string]string{"~/.config/dg/key": "~/.config/dg/key", "~/my files/key": "~/'my files/key'", "/a b": "'/a b'", "/it's": `'/it'\''s'`} {
		if got := shellPath(path); got != want {
			t.Errorf("shellPath(%q) = %s, want %s", path, got, want)
		}
	}
}
