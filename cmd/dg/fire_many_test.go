package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections/connectiontest"
)

// manyCalls goes on until the service says "no". A refused call stops it at once.
const manyCalls = `go = "yes";
while (go == "yes") {
	r = invokeurl [ url: "%s/contacts" type: GET connection: "demo_account" detailed: true ];
	go = r.get("responseText");
	if (r.get("responseCode") != 200) {
		info "refused: " + r.get("responseCode");
		go = "no";
	}
}
info "done";
`

// Many processes share one token that lives for seconds: every call is answered
// 200, and the server is never asked twice within one life.
func TestX11X12ManyProcesses(t *testing.T) {
	processes, length := times(t, "DG_FIRE_PROCESSES", 4), times(t, "DG_FIRE_SECONDS", 0)
	life := time.Duration(times(t, "DG_FIRE_LIFE", 1)) * time.Second
	var server atomic.Pointer[connectiontest.Server]
	var stop atomic.Bool
	api := http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		if length == 0 && server.Load().Count("refresh") >= 2 { // the short form counts lives, not seconds
			stop.Store(true)
		}
		time.Sleep(time.Duration(processes) * 5 * time.Millisecond) // a service takes its time
		if stop.Load() {
			_, _ = out.Write([]byte("no"))
			return
		}
		_, _ = out.Write([]byte("yes"))
	})
	w := newFire(t, connectiontest.Config{Life: life, API: api})
	server.Store(w.server)
	file := w.script(manyCalls)
	var running []*exec.Cmd
	var said, complained []*bytes.Buffer
	for range processes {
		cmd, out, errOut := w.command("run", file)
		w.check(cmd.Start())
		running, said, complained = append(running, cmd), append(said, out), append(complained, errOut)
	}
	if length > 0 {
		time.AfterFunc(time.Duration(length)*time.Second, func() { stop.Store(true) })
	}
	for i, cmd := range running {
		if err := cmd.Wait(); err != nil || said[i].String() != "done\n" {
			t.Errorf("process %d: %v, printed %q\n%s", i, err, said[i], complained[i])
		}
	}
	w.count("token-error", 0)
	shortest := w.shortestPause()
	t.Logf("%d processes, life %s: %d calls answered 200, %d came back 401 and were repeated, %d token requests, the shortest pause between two %s",
		processes, life, w.server.Count("api"), w.server.Count("api-401"), w.server.Count("refresh"), shortest.Round(time.Millisecond))
	if length > 0 && shortest < life*9/10 {
		t.Errorf("two token requests within %s", shortest)
	}
}

// shortestPause is the least time between two tokens.
func (w *fire) shortestPause() time.Duration {
	shortest := time.Duration(1 << 62)
	var last time.Time
	for _, e := range w.server.Events() {
		if e.Kind != "refresh" && e.Kind != "token" {
			continue
		}
		if !last.IsZero() {
			shortest = min(shortest, e.Time.Sub(last))
		}
		last = e.Time
	}
	return shortest
}

// trouble is what a kill can leave behind.
type trouble struct{ lost, held int }

// A process is killed at some moment of a login, a refresh, another
// write, or of sealing all with a new key. The
// file opens, all its records open, and the next call works or says what to do.
func TestX13X14Kills(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	file := w.script(`r = invokeurl [ url: "%s/x" type: GET connection: "demo_account" detailed: true ]; info r.get("responseCode");`)
	kinds := []func(round int) *exec.Cmd{w.startRefresh(file), w.startLogin, w.startWrite, w.startRekey}
	longest := make([]time.Duration, len(kinds))
	for i, start := range kinds { // how long each takes when it is let alone
		began := time.Now()
		if err := start(-1 - i).Wait(); err != nil && i != 2 {
			t.Fatalf("kind %d does not work: %v", i, err)
		}
		longest[i] = time.Since(began)
	}
	before, err := w.store.Connections(t.Context())
	if err != nil || len(before) != 2 {
		t.Fatalf("the third kind does not write: %v", err)
	}
	rounds := times(t, "DG_FIRE_KILLS", 28)
	var seen trouble
	for round := range rounds {
		kind := round % len(kinds)
		cmd := kinds[kind](round)
		// Steps of a golden section fall everywhere, and the same in every run.
		_, part := modf(float64(round) * 0.6180339887)
		time.Sleep(time.Duration(part * 1.1 * float64(longest[kind])))
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, or done before
		w.afterKill(round, file, &seen)
	}
	after, err := w.store.Connections(t.Context())
	if err != nil || len(after) <= len(before) || len(after) == len(before)+rounds/4 && rounds > 60 {
		t.Errorf("%d of %d writes came through: the kills fell at the wrong moments (%v)", len(after)-len(before), rounds/4, err)
	}
	t.Logf("%d kills: the file opened each time; %d of %d writes came through, %d times a token was found beside the file, %d times a login was asked for",
		rounds, len(after)-len(before), rounds/4, seen.held, seen.lost)
}

func modf(f float64) (whole, part float64) {
	whole = float64(int(f))
	return whole, f - whole
}

// startRefresh runs a script that must renew the token first.
func (w *fire) startRefresh(file string) func(int) *exec.Cmd {
	return func(int) *exec.Cmd {
		w.expire()
		cmd, _, _ := w.command("run", file)
		w.check(cmd.Start())
		return cmd
	}
}

// startLogin logs in with a person who agrees at once.
func (w *fire) startLogin(int) *exec.Cmd {
	cmd, _, _ := w.command("connections", "login", fireLink, "--redirect", "http://127.0.0.1:0/callback")
	cmd.Env = append(cmd.Env, "BROWSER=browser")
	w.check(cmd.Start())
	return cmd
}

// startWrite makes a connection of its own. The service refuses its token in the
// test that follows, which is not what counts here.
func (w *fire) startWrite(round int) *exec.Cmd {
	cmd, _, _ := w.command("connections", "add", fmt.Sprintf("extra_%d", round+10), "--service", "demo", "--flow", "token")
	cmd.Stdin = strings.NewReader("a-token-of-no-use\n")
	w.check(cmd.Start())
	return cmd
}

// startRekey seals everything with a new key.
func (w *fire) startRekey(int) *exec.Cmd {
	cmd, _, _ := w.command("connections", "rekey")
	w.check(cmd.Start())
	return cmd
}

func (w *fire) afterKill(round int, file string, seen *trouble) {
	w.t.Helper()
	r, err := w.store.Examine(w.t.Context())
	if err != nil || len(r.Lost) > 0 {
		w.t.Fatalf("round %d: the file does not open: %v, lost %q", round, err, r.Lost)
	}
	seen.held += r.Pending
	code, out, errOut := w.dg("", "run", file)
	switch {
	case code == 0 && out == "200\n":
	case code == 4 && strings.Contains(errOut, "dg connections login "+fireLink):
		seen.lost++
		w.login()
	default:
		w.t.Fatalf("round %d: exit code %d, printed %q\n%s", round, code, out, errOut)
	}
}
