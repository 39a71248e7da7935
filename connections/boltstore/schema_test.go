package boltstore

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/dg-lang/dg/connections/seal"
)

var makeFile = flag.Bool("make-schema-file", false, "write testdata/schemaN.db of this version")

// fileKey seals the files of testdata. They hold nothing that is worth a key.
func fileKey() seal.Keys { return seal.Keys{Getenv: keyEnv('f')} }

// Files of every schema that was ever released lie in testdata. They open, are
// lifted to the schema of today, and hold what was written into them.
func TestX35FilesOfEverySchema(t *testing.T) {
	if *makeFile {
		makeSchemaFile(t)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "schema*.db"))
	must(t, err)
	if len(files) != schemaVersion {
		t.Fatalf("%d files for schemas 1 to %d; go test -run TestX35 -make-schema-file writes that of today", len(files), schemaVersion)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, FileName), text, 0o600))
		s := New(Options{Dir: dir, Keys: fileKey()})
		snap := lookup(t, s)
		if snap.Authorization.Refresh != plantedRefresh || snap.Connection.Client.Secret != plantedSecret || snap.Service.Spec.Title != "Demo" {
			t.Errorf("%s: %+v", file, snap)
		}
		must(t, s.PutAuthorization(ctx, &snap.Authorization))
		if m, err := s.readMeta(ctx); err != nil || m.Schema != schemaVersion {
			t.Errorf("%s: lifted to %d, %v", file, m.Schema, err)
		}
		if events, err := s.Events(ctx, 10); err != nil || len(events) != 1 || events[0].Kind != "login" {
			t.Errorf("%s: events %v %v", file, events, err)
		}
		wrong := New(Options{Dir: dir, Keys: seal.Keys{Getenv: keyEnv('w')}})
		if _, err := wrong.Examine(ctx); !errors.Is(err, seal.ErrWrongKey) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func makeSchemaFile(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	fill(t, New(Options{Dir: dir, Keys: fileKey()}))
	text, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	must(t, os.MkdirAll("testdata", 0o755))
	must(t, os.WriteFile(filepath.Join("testdata", "schema"+string(rune('0'+schemaVersion))+".db"), text, 0o644))
}
