package seal

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

func box(t *testing.T, fill byte) *Box {
	t.Helper()
	b, err := New(bytes.Repeat([]byte{fill}, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var place = Label{Bucket: "authorizations", Key: "zoho", Field: "record", Schema: 1}

func TestSealOpen(t *testing.T) {
	b := box(t, 1)
	sealed := b.Seal([]byte("refresh-token"), place)
	if bytes.Contains(sealed, []byte("refresh")) || !bytes.HasPrefix(sealed, []byte("DGS\x01")) {
		t.Fatalf("sealed: %q", sealed)
	}
	if bytes.Equal(sealed, b.Seal([]byte("refresh-token"), place)) {
		t.Error("two seals of one text agree: the nonce is not random")
	}
	plain, err := b.Open(sealed, place)
	if err != nil || string(plain) != "refresh-token" {
		t.Fatalf("open: %q %v", plain, err)
	}
}

func TestX29OpenRefusesEverythingElse(t *testing.T) {
	sealed := box(t, 1).Seal([]byte("secret"), place)
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	newer := bytes.Clone(sealed)
	newer[3] = 9
	moved := []Label{
		{Bucket: "services", Key: "zoho", Field: "record", Schema: 1},
		{Bucket: "authorizations", Key: "zoho2", Field: "record", Schema: 1},
		{Bucket: "authorizations", Key: "zoho", Field: "check", Schema: 1},
		{Bucket: "authorizations", Key: "zoho", Field: "record", Schema: 2},
		{Bucket: "authorizationsz", Key: "oho", Field: "record", Schema: 1},
	}
	for _, l := range moved {
		if _, err := box(t, 1).Open(sealed, l); !errors.Is(err, ErrWrongKey) {
			t.Errorf("opened at %+v: %v", l, err)
		}
	}
	for name, c := range map[string]struct {
		fill byte
		data []byte
		want error
	}{
		"wrong key": {2, sealed, ErrWrongKey}, "changed": {1, flipped, ErrWrongKey}, "newer": {1, newer, ErrNewer},
		"plain": {1, []byte(`{"access":"x"}`), ErrNotSealed}, "empty": {1, nil, ErrNotSealed},
		"marker": {1, []byte("DGS"), ErrNotSealed}, "cut": {1, sealed[:10], ErrWrongKey},
	} {
		if _, err := box(t, c.fill).Open(c.data, place); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	b, err := New(make([]byte, KeySize))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Seal([]byte("x"), place))
	f.Fuzz(func(t *testing.T, data []byte) {
		plain, err := b.Open(data, place)
		if err == nil && string(plain) != "x" {
			t.Errorf("opened a forgery: %q", plain)
		}
	})
}

// ring is a keyring in memory; hang makes it wait for ever.
type ring struct {
	entries map[string]string
	hang    bool
}

func (r *ring) Get(service, user string) (string, error) {
	if r.hang {
		select {}
	}
	v, ok := r.entries[service+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return v, nil
}

func (r *ring) Set(service, user, secret string) error {
	if r.hang {
		select {}
	}
	r.entries[service+user] = secret
	return nil
}

func TestKeySources(t *testing.T) {
	ctx := context.Background()
	env := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, KeySize))
	cases := map[string]struct {
		keys Keys
		want Source
	}{
		"environment wins": {Keys{Getenv: func(string) string { return env }, Keyring: &ring{entries: map[string]string{}}}, FromEnv},
		"keyring":          {Keys{Keyring: &ring{entries: map[string]string{}}}, FromKeyring},
		"hanging keyring":  {Keys{Keyring: &ring{hang: true}, Timeout: time.Millisecond}, FromFile},
		"no keyring":       {Keys{}, FromFile},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.keys.Dir = t.TempDir()
			source, key, err := c.keys.Create(ctx, "id")
			if err != nil || source != c.want || len(key) != KeySize {
				t.Fatalf("%s, %d bytes, %v; want %s", source, len(key), err, c.want)
			}
			again, err := c.keys.Load(ctx, source, "id")
			if err != nil || !bytes.Equal(again, key) {
				t.Fatalf("load: %v", err)
			}
		})
	}
}

func TestX29KeyLost(t *testing.T) {
	ctx := context.Background()
	k := Keys{Dir: t.TempDir(), Keyring: &ring{entries: map[string]string{}}}
	for _, s := range []Source{FromEnv, FromKeyring, FromFile, "other"} {
		if _, err := k.Load(ctx, s, "id"); !errors.Is(err, ErrNoKey) {
			t.Errorf("%s: %v", s, err)
		}
	}
	if _, err := os.Stat(k.KeyFile()); err == nil {
		t.Error("a lost key was replaced by a new one")
	}
}

func TestBadKeyTextIsNotRepeated(t *testing.T) {
	text := "c2VjcmV0LWtleS10aGF0LWlzLXRvby1zaG9ydA=="
	k := Keys{Dir: t.TempDir(), Getenv: func(string) string { return text }}
	_, _, err := k.Create(context.Background(), "id")
	if err == nil || strings.Contains(err.Error(), text[:8]) || !strings.Contains(err.Error(), KeyVariable) {
		t.Errorf("error: %v", err)
	}
}
