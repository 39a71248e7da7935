package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// startAllocs is how many allocations dg's own packages may make before main: a
// compiled regular expression has about 40, a parsed template 30, a file of the
// catalogue 3,000. One package may make a third of it.
const startAllocs = 800

// TestStartPreparesLittle counts what the packages of dg do before main, in every
// run of every command. What is not always needed is made when it is first used.
func TestStartPreparesLittle(t *testing.T) {
	file := t.TempDir() + "/hello.dg"
	if err := os.WriteFile(file, []byte("info \"hello\";\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dg", "run", file)
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "DG_CONFIG_DIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "hello\n") {
		t.Fatalf("%v: %s", err, out)
	}
	line := regexp.MustCompile(`(?m)^init github\.com/dg-lang/dg/(\S+) .*, (\d+) allocs$`)
	total, packages := 0, line.FindAllStringSubmatch(string(out), -1)
	for _, m := range packages {
		n, _ := strconv.Atoi(m[2])
		total += n
		if n > startAllocs/3 {
			t.Errorf("%s makes %d allocations before main, at most %d: sync.OnceValue leaves them until they are needed", m[1], n, startAllocs/3)
		}
	}
	if len(packages) < 5 {
		t.Fatalf("%d packages are traced:\n%s", len(packages), out)
	}
	if total > startAllocs {
		t.Errorf("%d allocations before main, at most %d", total, startAllocs)
	}
	t.Logf("%d allocations in %d packages", total, len(packages))
}
