package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// What show prints runs as it stands.
func TestShownBlockRuns(t *testing.T) {
	w := newAccounts(t)
	w.service("demo")
	w.dg(0, "", "connections", "add", "crm", "--service", "demo")
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	var shown connectionReport
	if err := json.NewDecoder(strings.NewReader(w.dg(0, "", "connections", "show", "crm", "--json"))).Decode(&shown); err != nil {
		t.Fatal(err)
	}
	if said := w.dg(0, shown.Code+"\ninfo response;", "run", "-"); !strings.Contains(said, "demo@example.com") {
		t.Errorf("%s\n%s", shown.Code, said)
	}
}

func TestLinkFrom(t *testing.T) {
	for title, want := range map[string]string{
		"Zoho Books": "zoho_books", "  My API!  ": "my_api", "2nd try": "nd_try", "Ärger & Co": "rger_co", "日本": "",
		strings.Repeat("x", 60): strings.Repeat("x", 50),
	} {
		if got := linkFrom(title); got != want {
			t.Errorf("linkFrom(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestFromNow(t *testing.T) {
	now := time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		0: "now", 30 * time.Second: "in 30 s", 59*time.Minute + 59*time.Second: "in 1 h", 90 * time.Minute: "in 1 h",
		-3 * time.Minute: "3 min ago", 25 * time.Hour: "in 1 day", 14 * 24 * time.Hour: "in 14 days", -49 * time.Hour: "2 days ago",
	} {
		if got := fromNow(now.Add(d), now); got != want {
			t.Errorf("fromNow(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestAddScopes(t *testing.T) {
	for _, tt := range []struct{ now, wanted, want string }{
		{"a b", "c", "c"}, {"a b", "+c", "a b c"}, {"a b", "+b +c", "a b c"}, {"", "+c", "c"}, {"a", "c +d", "c d"},
	} {
		got := strings.Join(addScopes(words(tt.now), words(tt.wanted)), " ")
		if got != tt.want {
			t.Errorf("addScopes(%q, %q) = %q, want %q", tt.now, tt.wanted, got, tt.want)
		}
	}
}

// A provider's text cannot move the cursor or turn the line around.
func TestPlain(t *testing.T) {
	if got := plain("a\x1b[2Jb\u202ec\nd"); got != "a [2Jb c d" {
		t.Errorf("%q", got)
	}
}

func TestBrowserArgs(t *testing.T) {
	for command, want := range map[string]string{"": "URL", "--new-window": "--new-window URL", "--app=%s -x": "--app=URL -x"} {
		if got := strings.Join(browserArgs(strings.Fields(command), "URL"), " "); got != want {
			t.Errorf("browserArgs(%q) = %q, want %q", command, got, want)
		}
	}
}
