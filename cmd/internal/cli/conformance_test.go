package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/conformance"
	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

const casesDir = "../../../testdata/conformance"

// TestConformance runs the cases of testdata/conformance, or of the folder that
// DG_CONFORMANCE names, and prints how many hold. Cases that need parts still to
// come are listed in not-yet.tsv with the part; one that holds although it is
// listed fails the test, so the list only shrinks.
func TestConformance(t *testing.T) {
	dir, own := casesDir, true
	if d := os.Getenv("DG_CONFORMANCE"); d != "" {
		dir, own = d, false
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", dir, err)
	}
	later := map[string]string{}
	if own {
		later = notYet(t)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) { runFile(t, file, later, own) })
	}
}

// notYet reads the cases that need later parts: id and part, tab-separated.
func notYet(t *testing.T) map[string]string {
	data, err := os.ReadFile(filepath.Join(casesDir, "not-yet.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if id, part, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[id] = part
		}
	}
	return out
}

type caseHead struct {
	ID string `json:"id"`
}

// runFile runs the cases of one file. own: they are ours, so that every one that
// must wait stands in the list.
func runFile(t *testing.T, file string, later map[string]string, own bool) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all, held int
	var failed, waiting []string
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		if len(bytes.TrimSpace(scan.Bytes())) == 0 {
			continue
		}
		var head caseHead
		if err := json.Unmarshal(scan.Bytes(), &head); err != nil {
			t.Fatal(err)
		}
		all++
		err := runCase(filepath.Base(file), scan.Bytes())
		var missing *conformance.NotYetError
		part, listed := later[head.ID]
		switch {
		case err == nil && listed:
			t.Errorf("%s holds now: take it off not-yet.tsv (%s)", head.ID, part)
		case err == nil:
			held++
		case listed:
			waiting = append(waiting, head.ID)
		case errors.As(err, &missing):
			waiting = append(waiting, head.ID)
			if own {
				t.Errorf("%s needs %s: list it in not-yet.tsv", head.ID, missing.Part)
			}
		default:
			failed = append(failed, head.ID)
			t.Errorf("%s: %v", head.ID, err)
		}
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	summary(file, all, held, failed, waiting)
}

// summary goes to standard output. The go command shows that with -v, and without
// it when the test fails.
func summary(file string, all, held int, failed, waiting []string) {
	fmt.Printf("%s: %d of %d cases hold", filepath.Base(file), held, all)
	if len(failed) > 0 {
		fmt.Printf("; failing: %s", strings.Join(failed, " "))
	}
	if len(waiting) > 0 {
		slices.Sort(waiting)
		fmt.Printf("; not yet: %s", strings.Join(waiting, " "))
	}
	fmt.Println()
}

func runCase(file string, line []byte) error {
	var probe struct {
		Server json.RawMessage `json:"server"`
		Given  json.RawMessage `json:"given"`
	}
	if err := json.Unmarshal(line, &probe); err != nil {
		return err
	}
	switch {
	case probe.Server != nil:
		return conformance.InvokeCase(context.Background(), line, runScript)
	case probe.Given != nil:
		return runRecordCase(line)
	}
	return runPlainCase(line)
}

// runScript is the Runner of the network cases.
func runScript(ctx context.Context, src string, h *host.Host) error {
	prog, found := dg.Compile(source.NewFile("case.dg", src), dg.Options{Registry: builtins(), Host: h})
	if found.HasErrors() {
		return &conformance.CheckError{Err: found.Err()}
	}
	_, err := prog.Run(ctx, dg.Call{})
	return err
}

type plainCase struct {
	Src     string   `json:"src"`
	Want    string   `json:"want"`
	Error   *string  `json:"error"`
	Dialect string   `json:"dialect"`
	Flags   []string `json:"flags"`
}

// runPlainCase runs a script through the command line, as a person would.
func runPlainCase(line []byte) error {
	var c plainCase
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	args := append([]string{"run", "-"}, c.Flags...)
	if c.Dialect != "" {
		args = append(args, "--dialect", c.Dialect)
	}
	var out, errOut bytes.Buffer
	code := Run(context.Background(), args, streams.New(strings.NewReader(c.Src), &out, &errOut, func(string) string { return "" }))
	if out.String() != c.Want {
		return fmt.Errorf("got %q, want %q; stderr %q", out.String(), c.Want, firstLine(errOut.String()))
	}
	switch {
	case c.Error == nil && code != exitOK:
		return fmt.Errorf("exit %d: %s", code, firstLine(errOut.String()))
	case c.Error != nil && code == exitOK:
		return fmt.Errorf("no error, want %q", *c.Error)
	case c.Error != nil && !strings.Contains(strings.ToLower(errOut.String()), strings.ToLower(*c.Error)):
		return fmt.Errorf("error %q, want %q", firstLine(errOut.String()), *c.Error)
	}
	return nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
