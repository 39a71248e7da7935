package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/httpx/cassette"
	"github.com/dg-lang/dg/runtime/httpx/mock"
)

const rehearsalHelp = `--record FILE keeps what services answer, without credentials and secrets, and
--replay FILE gives it again without a network or an account: by method, URL and
body, each answer once. --mock FILE answers from a list that you write:

  - method: GET                    # absent: any
    url: https://www.example.com/v1/leads/*
    status: 200                    # headers: {NAME: VALUE} as well
    json: {data: [{id: "1"}]}      # or body: TEXT; path: /v1/* for any host

A request that no entry is for ends the run. --dry-run prints requests to standard
error and sends none, not even reads; the script gets an empty answer, or that of
--mock or --replay. --dry-run=writes sends GET and HEAD.`

// rehearsal are the flags that put something in the place of the network.
type rehearsal struct {
	record string // file
	replay string // file
	mock   string // file
	dryRun string // all, writes or empty

	recorder *cassette.Recorder
}

// The values of --dry-run.
const (
	dryAll    = "all"
	dryWrites = "writes"
)

func (r *rehearsal) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.record, "record", "", "keep what services answer in this file, without secrets")
	f.StringVar(&r.replay, "replay", "", "answer requests from a file of --record; nothing is sent")
	f.StringVar(&r.mock, "mock", "", "answer requests from a YAML file; any other is an error")
	f.StringVar(&r.dryRun, "dry-run", "", "print requests instead of sending them; =writes sends GET and HEAD")
	f.Lookup("dry-run").NoOptDefVal = dryAll
	_ = cmd.RegisterFlagCompletionFunc("dry-run", cobra.FixedCompletions([]string{dryAll, dryWrites}, cobra.ShellCompDirectiveNoFileComp))
}

// stage reads the files of the flags; nil when there are none.
func (a *app) stage(w *worldFlags) (httpx.Stage, error) {
	r := &w.rehearsal
	if err := r.conflict(w.offline); err != nil {
		return nil, err
	}
	var stages httpx.Stages
	if r.mock != "" {
		m, err := loadStage(a, r.mock, mock.Load)
		if err != nil {
			return nil, err
		}
		if r.replay != "" || r.dryRun != "" {
			m.Pass()
		}
		stages = append(stages, m)
	}
	if r.replay != "" {
		p, err := loadStage(a, r.replay, cassette.Load)
		if err != nil {
			return nil, err
		}
		stages = append(stages, p)
	}
	if r.dryRun != "" {
		stages = append(stages, &dryRun{a: a, reads: r.dryRun == dryWrites})
	}
	if r.record != "" {
		r.recorder = cassette.NewRecorder()
		stages = append(stages, r.recorder)
	}
	if len(stages) == 0 {
		return nil, nil
	}
	return stages, nil
}

// conflict finds flags that do not go together, and a file that cannot be written
// before anything is sent.
func (r *rehearsal) conflict(offline bool) error {
	if r.dryRun != "" && r.dryRun != dryAll && r.dryRun != dryWrites {
		return usagef("write --dry-run or --dry-run=writes", fmt.Sprintf("unknown --dry-run=%s", r.dryRun))
	}
	if r.record == "" {
		return nil
	}
	if r.replay != "" || r.mock != "" || r.dryRun != "" || offline {
		return usagef("leave one of them out", "--record needs the network, which --replay, --mock, --dry-run and --offline keep away")
	}
	if r.record == "-" {
		return usagef("name a file", "--record writes no output")
	}
	_, err := writable(r.record)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = os.Stat(filepath.Dir(r.record))
	}
	if err != nil {
		return usage(err, "--record needs a file that can be written")
	}
	return nil
}

func loadStage[T any](a *app, name string, load func(string, []byte) (T, error)) (T, error) {
	var none T
	if name == "-" {
		return none, usagef("name a file", "mocks and recordings are not read from the input")
	}
	text, err := a.readFile(name)
	if err != nil {
		return none, err
	}
	s, err := load(name, []byte(text))
	if err != nil {
		return none, usage(err, "dg help run describes the files of --mock and --replay")
	}
	return s, nil
}

// keepRecording writes the file of --record when the run is over, however it ended.
func (a *app) keepRecording(w *worldFlags, failed *error) {
	r := &w.rehearsal
	if r.recorder == nil {
		return
	}
	text, err := r.recorder.Encode()
	if err == nil {
		if err = replaceFile(r.record, string(text)); errors.Is(err, fs.ErrNotExist) {
			err = writeAtomic(r.record, string(text), 0o600)
		}
	}
	if err != nil {
		*failed = errors.Join(*failed, fmt.Errorf("the recording is lost: %w", err))
		return
	}
	fmt.Fprintf(a.io.Err, "* %s in %s\n", count(r.recorder.Len(), "answer"), r.record)
}

// dryRun is the stage that prints a request and answers it with nothing.
type dryRun struct {
	a     *app
	reads bool // are sent
	mu    sync.Mutex
}

// Answer implements httpx.Stage.
func (d *dryRun) Answer(_ context.Context, c *httpx.Call) (*httpx.Reply, error) {
	if d.reads && (c.Method == http.MethodGet || c.Method == http.MethodHead) {
		return nil, nil
	}
	m := c.Message()
	m.Start = "not sent: " + c.Method + " " + c.URL
	if c.Connection != "" {
		m.Start += " (connection " + c.Connection + ")"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = io.WriteString(d.a.io.Err, "* "+plain(m.Start)+"\n"+messageLines(">", m)[1])
	return &httpx.Reply{Status: http.StatusOK, Header: http.Header{}, Source: host.DryRun}, nil
}

// messageLines returns the first line of a message and the others, as -vv and --dry-run print
// them.
func messageLines(sign string, m host.Message) [2]string {
	lines := append([]string{m.Start}, m.Header...)
	switch {
	case m.Body != "":
		lines = append(append(lines, ""), strings.Split(strings.TrimRight(m.Body, "\r\n"), "\n")...)
	case m.Size > 0:
		lines = append(lines, "", fmt.Sprintf("(%d bytes that are not text)", m.Size))
	}
	var parts [2]string
	for i, line := range lines {
		parts[min(i, 1)] += strings.TrimRight(sign+" "+plain(strings.ReplaceAll(line, "\t", "    ")), " ") + "\n"
	}
	return parts
}
