package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dg-lang/dg/connections/connectiontest"
)

// The client of the transcripts' provider. The secret needs escaping in a form, in
// a URL and in a header.
const (
	providerClient = "script-client"
	providerSecret = "s3cret/+ %&="
)

// servers are the running providers by their script.
var servers sync.Map

// provider runs an OAuth 2 server in this process for a transcript:
//
//	provider start [consent] [norefresh] [offline] [rotate] [life=5m] [grant=NAME]
//	                                                 sets $PROVIDER to its address
//	provider grants [SCOPE …]                        from now on only these; none: what is asked for
//	provider account NAME                            who is signed in from now on
//	provider answers STATUS TEXT                     the API answers so from now on
//	provider expire                                  ends all access tokens
//	provider end                                     ends all refresh tokens too
//	provider break                                   from now on it answers 503
//	provider mend                                    no longer
//	provider approve                                 approves the device that waits for it
//	provider saw KIND COUNT                          checks its log
//	provider stop                                    nobody listens any more
func provider(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: provider start|grants|account|answers|expire|end|break|mend|saw|stop")
	}
	if args[0] == "start" {
		startProvider(ts, args[1:])
		return
	}
	found, ok := servers.Load(ts)
	if !ok {
		ts.Fatalf("provider start comes first")
	}
	s := found.(*connectiontest.Server)
	switch args[0] {
	case "expire":
		s.ExpireAccess()
	case "grants":
		s.SetScopes(append([]string(nil), args[1:]...))
	case "account":
		s.SetAccount(args[1])
	case "answers":
		status, err := strconv.Atoi(args[1])
		ts.Check(err)
		s.SetFaults(connectiontest.Faults{API: func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, args[2])
			return true
		}})
	case "end":
		s.ExpireAccess()
		s.EndGrants()
	case "break":
		s.SetFaults(connectiontest.Faults{Token: unavailable, API: unavailable})
	case "mend":
		s.SetFaults(connectiontest.Faults{})
	case "approve":
		approve(ts, s)
	case "saw":
		saw(ts, s, args[1:])
	case "stop":
		ts.Check(s.Close())
	default:
		ts.Fatalf("unknown: provider %s", args[0])
	}
}

func unavailable(w http.ResponseWriter, _ *http.Request) bool {
	http.Error(w, "out of order", http.StatusServiceUnavailable)
	return true
}

func startProvider(ts *testscript.TestScript, args []string) {
	c := connectiontest.Config{ClientID: providerClient, ClientSecret: providerSecret}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		var err error
		switch name {
		case "consent":
			c.Consent = true
		case "norefresh":
			c.NoRefresh = true
		case "offline":
			c.Offline = true
		case "rotate":
			c.Rotate = true
		case "grant":
			c.Grant = value
		case "life":
			c.Life, err = time.ParseDuration(value)
		default:
			err = fmt.Errorf("unknown: provider start %s", arg)
		}
		ts.Check(err)
	}
	c.API = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":[{"name":"Ada"}]}`)
	})
	s, err := connectiontest.Start(c)
	ts.Check(err)
	servers.Store(ts, s)
	ts.Defer(func() { _ = s.Close() })
	ts.Setenv("PROVIDER", s.URL())
	ts.Setenv("BROWSER", "browser")
}

// approve does what a person does with the code of a device, as soon as there is one.
func approve(ts *testscript.TestScript, s *connectiontest.Server) {
	for range 1000 {
		if s.ApproveDevices() > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("no device asked for a code")
}

// saw compares how often something arrived.
func saw(ts *testscript.TestScript, s *connectiontest.Server, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: provider saw KIND COUNT")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if got := s.Count(args[0]); got != want {
		ts.Fatalf("the provider saw %d of %s, want %d: %v", got, args[0], want, s.Kinds())
	}
}

// exits runs a command and checks its exit code: exits CODE COMMAND [ARG …].
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG …]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	default:
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d\n%s", got, want, ts.ReadFile("stderr"))
	}
}

// browse is the command browser of the transcripts: it opens an address, and
// presses the button of a consent page that BROWSER_ANSWER names.
func browse() {
	address := os.Args[len(os.Args)-1]
	resp, err := http.Get(address) //nolint:gosec // an address of the transcript
	if err == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	if answer := os.Getenv("BROWSER_ANSWER"); err == nil && answer != "" {
		err = press(address, answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func press(address, answer string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	form := url.Values{"query": {u.RawQuery}, "answer": {answer}}
	u.RawQuery = ""
	resp, err := http.PostForm(u.String(), form)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
