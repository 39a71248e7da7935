package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"sync"
	"time"
	_ "time/tzdata" // zones on machines that have none

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/seal"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/project"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib"
)

// worldFlags are the flags that change how a script runs. They mean the same in
// every command that runs one.
type worldFlags struct {
	dialect    string
	limits     string
	maxSteps   int64
	timeout    time.Duration
	now        string
	zone       string
	user       string
	offline    bool
	connectors string

	rehearsal rehearsal

	environment string
	replace     []string

	base   string // folder of the script
	config project.Config
}

func (w *worldFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.dialect, "dialect", "", "generic or creator; otherwise the file says")
	f.Int64Var(&w.maxSteps, "max-steps", 0, "stop after this many statements; 0: no limit")
	f.StringVar(&w.limits, "limits", "", "zoho: stop at the vendor's limits")
	f.DurationVar(&w.timeout, "timeout", 0, "stop the run after this long, such as 30s")
	f.StringVar(&w.now, "now", "", "fix the clock, such as 2026-01-31T09:00:00+01:00")
	f.StringVar(&w.zone, "tz", "", "time zone of the application, such as Europe/Dublin; default UTC")
	f.StringVar(&w.user, "user", "", `who runs the script: "Name <mail@example.com>"`)
	w.addWhose(cmd)
	f.BoolVar(&w.offline, "offline", false, "refuse every request to the network; mocks and recordings still answer")
	w.rehearsal.add(cmd)
	f.StringVar(&w.connectors, "connectors", "", "folder or file of connectors; default: connectors/ and those imported")
	_ = cmd.RegisterFlagCompletionFunc("dialect", cobra.FixedCompletions([]string{"generic", "creator"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("limits", cobra.FixedCompletions([]string{"zoho"}, cobra.ShellCompDirectiveNoFileComp))
}

// configDir returns the folder of dg's own state.
func (a *app) configDir() (string, error) {
	if dir := a.io.Getenv("DG_CONFIG_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", usage(err, "set DG_CONFIG_DIR to a folder for dg's state")
	}
	return filepath.Join(dir, "dg"), nil
}

// store is the connections file in a folder. Nothing is opened by it.
func (a *app) store(dir string) *boltstore.Store {
	return boltstore.New(boltstore.Options{Dir: dir, Log: a.logger(),
		Keys: seal.Keys{Getenv: a.io.Getenv, Keyring: seal.SystemKeyring{}}})
}

func osUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "user"
}

// builtins is the library, made once.
var builtins = sync.OnceValue(func() *registry.Registry { return registry.Later(stdlib.Register) })

// world builds the outside of a run from the flags.
func (a *app) world(w *worldFlags, out host.Sink, journal host.Journal) (*host.Host, error) {
	clock, err := w.clock()
	if err != nil {
		return nil, err
	}
	dialect, err := w.dialectOf()
	if err != nil {
		return nil, err
	}
	if w.timeout < 0 {
		return nil, usagef("give a time above 0, such as --timeout 30s", "--timeout is negative")
	}
	id, err := w.identity()
	if err != nil {
		return nil, err
	}
	who, err := w.whose(id)
	if err != nil {
		return nil, err
	}
	auth, urls := a.accounts(who)
	if dialect == "" {
		dialect = host.Dialect(w.config.Dialect)
	}
	h := host.Default(host.Host{Auth: auth, URLs: urls, Clock: clock, Out: out, Journal: journal, Log: a.logger(),
		Identity: func() host.Identity { return orOSUser(id) }, Dialect: dialect, Net: host.Net{Timeout: w.config.Timeout, MaxResponse: w.config.MaxBytes},
		Format: w.format(clock), VendorLimits: w.limits == "zoho",
		Connectors: withVariables(a.connectors(w), urls)})
	opts := httpx.FromHost(h)
	opts.Offline, opts.AllowHosts, opts.DenyHosts = w.offline, w.config.Allow, w.config.Deny
	opts.MaxCalls = int(w.config.Calls)
	if opts.Stage, err = a.stage(w); err != nil {
		return nil, err
	}
	h.HTTP = httpx.New(opts)
	return h, nil
}

// format is how values are written and literals read, as dg.yaml wants it.
func (w *worldFlags) format(clock host.Clock) *value.Format {
	c := w.config
	return &value.Format{Location: clock.Location(), Now: clock.Now(), ListJSON: c.ListJSON, WholeDecimalBare: c.Whole,
		RawEscapes: c.RawEscapes, DateLayout: c.DateLayout, DateTimes: c.DateTimes}
}

func (w *worldFlags) dialectOf() (host.Dialect, error) {
	switch d := host.Dialect(w.dialect); d {
	case "", host.Generic, host.Creator:
		return d, nil
	}
	return "", usagef("the dialects are generic and creator", fmt.Sprintf("unknown dialect %q", w.dialect))
}

func (w *worldFlags) clock() (host.Clock, error) {
	zone := time.UTC
	if w.zone != "" {
		var err error
		if zone, err = time.LoadLocation(w.zone); err != nil {
			return nil, usage(fmt.Errorf("unknown time zone %q", w.zone), "use a name such as Europe/Dublin or UTC")
		}
	}
	if w.now == "" {
		return host.SystemClock{Zone: zone}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		t, err := time.ParseInLocation(layout, w.now, zone)
		if err == nil {
			if w.zone != "" || layout != time.RFC3339 {
				t = t.In(zone)
			}
			return host.FixedClock{At: t}, nil
		}
	}
	return nil, usagef("write it as 2026-01-31T09:00:00+01:00 or 2026-01-31", fmt.Sprintf("--now %q is no date", w.now))
}

// loadArgs merges --args and --arg into the arguments of a run, by name.
func (a *app) loadArgs(file string, pairs []string) (*value.Map, error) {
	args := value.NewMap()
	if file != "" {
		text, err := a.readFile(file)
		if err != nil {
			return nil, err
		}
		v, err := value.FromJSON(text)
		if err != nil {
			return nil, usage(badJSON(file, text, err), "--args takes a file with one JSON object")
		}
		m, ok := v.AsMap()
		if !ok {
			return nil, usagef("--args takes a file with one JSON object", file+": not a JSON object")
		}
		args = m
	}
	for _, p := range pairs {
		name, text, err := splitArg(p)
		if err != nil {
			return nil, err
		}
		args.Put(name, value.Text(text))
	}
	return args, nil
}

// readFile returns the text of a file, or of the input for "-".
func (a *app) readFile(name string) (string, error) {
	if name == "" {
		return "", usagef("write - for the input", "the name of the file is empty")
	}
	if name == "-" {
		return readText("the input", a.io.Input())
	}
	text, err := readOpened(name)
	if err == nil {
		return text, nil
	}
	if info, statErr := os.Stat(name); statErr == nil && info.IsDir() {
		return "", usagef("name a file inside it", name+" is a folder")
	}
	if errors.Is(err, os.ErrNotExist) {
		return "", usage(fmt.Errorf("there is no file %s", name), nearFile(name))
	}
	return "", err
}

func readOpened(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return readText(name, f)
}

// maxFile is more than any script, rule or list of arguments has. It keeps an input
// without an end, such as a device, from taking all memory.
const maxFile = 64 << 20

func readText(name string, r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if len(b) > maxFile {
		return "", usagef("is it the right file?", fmt.Sprintf("%s has more than %d MB", name, maxFile>>20))
	}
	return string(b), err
}

// runContext bounds a run by --timeout.
func (w *worldFlags) runContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if w.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, w.timeout)
}
