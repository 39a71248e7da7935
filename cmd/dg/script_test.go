package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dg-lang/dg/cmd/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dg":        func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"browser":   browse,
		"curl":      fakeCurl,
		"full":      full,
		"interrupt": interrupt,
		"watcher":   watch,
	})
}

// TestScripts runs the transcripts of testdata/script. UPDATE=1 rewrites what they
// expect.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"provider": provider, "exits": exits,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("DG_CONFIG_DIR", env.WorkDir+"/config")
			env.Setenv("NO_COLOR", "1")
			// 32 bytes: no keyring is asked, and no key file is written.
			env.Setenv("DG_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
			return nil
		},
	})
}
