package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What dg's own packages may make before main. A sync.OnceValue has 2 allocations of
// 72 bytes; a map of more than eight entries has 600 bytes, a compiled regular
// expression 40 allocations, a file of the catalogue 3,000: no package has the room.
const (
	startAllocs   = 60
	packageAllocs = 12
	packageBytes  = 480
)

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
	line := regexp.MustCompile(`(?m)^init github\.com/dg-lang/dg/(\S+) .*, (\d+) bytes, (\d+) allocs$`)
	total, packages := 0, line.FindAllStringSubmatch(string(out), -1)
	for _, m := range packages {
		if m[1] == "cmd/dg" { // the tests themselves
			continue
		}
		bytes, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		total += n
		if n > packageAllocs || bytes > packageBytes {
			t.Errorf("%s makes %d allocations of %d bytes before main, at most %d of %d: a switch or a slice needs none, sync.OnceValue leaves them until they are needed",
				m[1], n, bytes, packageAllocs, packageBytes)
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
