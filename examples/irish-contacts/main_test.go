package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

// lockedBuffer is written by the stand-in and by dg at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func TestExample(t *testing.T) {
	t.Setenv("DG_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	var out lockedBuffer
	if err := run(t.Context(), t.TempDir(), &out); err != nil {
		t.Fatalf("%v\n%s", err, out.b.String())
	}
	got := out.b.String()
	for _, want := range []string{
		"> POST /m8/feeds/contacts/default/full arrived with a token: O'Brien & <Sons>, Ines\n",
		"Ines O'Brien & <Sons> is in Google Contacts: <id>c1</id>\n",
		"yes  Mailing_Country is Ireland",
		"no   Mailing_Country is Ireland  (the field holds \"Portugal\")",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "arrived"); n != 1 {
		t.Errorf("%d contacts arrived", n)
	}
}
