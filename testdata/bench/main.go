// Command bench holds dg beside the interpreters that could be embedded in its
// place. README.md says how it measures.
//
//	go run .              the table
//	go run . -readme      the table, which is also put into the README of dg
//	go run . -check       the table, the second set, and whether the goals are met
//	go run . start        how long a start takes, beside a bare Go program
//	go run . parse        parsing, beside goja's parser
//	go run . json         JSON, beside encoding/json
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

// options are the flags.
type options struct {
	rounds int
	check  bool
	readme bool
	update bool
	loads  string
	dg     string
	root   string // folder of dg's module
	bin    string // folder of the programs that are measured
}

func main() {
	o := &options{root: filepath.Join("..", "..")}
	flag.IntVar(&o.rounds, "n", 7, "rounds that count; one more goes before them")
	flag.BoolVar(&o.check, "check", false, "fail when a goal is missed")
	flag.BoolVar(&o.readme, "readme", false, "put the table into the README of dg")
	flag.BoolVar(&o.update, "update", false, "write what goja prints as what is wanted")
	flag.StringVar(&o.loads, "w", "", "only these workloads, with commas between them")
	flag.StringVar(&o.dg, "dg", "", "a dg that is built already")
	kind := "table"
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		kind = os.Args[1]
		os.Args = append(os.Args[:1], os.Args[2:]...)
	}
	flag.Parse()
	args := flag.Args()
	if kind == "table" && len(args) > 0 { // behind the flags it is as good
		kind, args = args[0], args[1:]
	}
	if err := o.run(kind, args); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (o *options) run(kind string, rest []string) error {
	kinds := map[string]func(*options) error{"table": runTable, "start": runStart, "parse": runParse, "json": runJSON}
	f := kinds[kind]
	switch {
	case f == nil:
		return fmt.Errorf("there is no %s: table, start, parse or json", kind)
	case len(rest) > 0:
		return fmt.Errorf("too many arguments: %s", rest[0])
	case o.rounds < 1:
		return fmt.Errorf("-n %d: at least one round", o.rounds)
	}
	dir, err := os.MkdirTemp("", "dg-bench-")
	if err != nil {
		return err
	}
	o.bin = dir
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		<-interrupted
		os.RemoveAll(dir)
		os.Exit(130)
	}()
	defer os.RemoveAll(dir)
	return f(o)
}
