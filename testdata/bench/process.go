package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// limit is how long one run may take.
const limit = 2 * time.Minute

// program is something that runs scripts of one language.
type program struct {
	name     string
	language string
	command  []string // without the script
	version  string
}

// sample is one run: seconds, and bytes of memory at the most.
type sample struct{ wall, cpu, memory float64 }

// run runs a command to its end.
func run(command []string) (s sample, out string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begin := time.Now()
	err = cmd.Run()
	s.wall = time.Since(begin).Seconds()
	if err != nil {
		return s, "", fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, strings.TrimSpace(stderr.String()))
	}
	s.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.memory = float64(u.Maxrss)
		if runtime.GOOS != "darwin" { // where it is in bytes
			s.memory *= 1024
		}
	}
	return s, stdout.String(), nil
}

// build builds a package of this module, or of dg's with root, and returns the file.
func (o *options) build(folder, pkg, name string, env ...string) (string, error) {
	file, err := filepath.Abs(filepath.Join(o.bin, name))
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", file+".linked", pkg)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return file, install(file+".linked", file)
}

// install copies a program. What the linker writes lies in the system's cache in
// small pieces, some more than others: starts then differ by a tenth from build to
// build. A program that was copied, or read anew, has none of that.
func install(linked, file string) (err error) {
	from, err := os.Open(linked)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	// Piece by piece: the memory of this process is the least that is seen of any other.
	// The bare ends keep the copy out of the hands of the system.
	_, err = io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 1<<16))
	return err
}

// buildDG returns dg as go build makes it, or the file of -dg.
func (o *options) buildDG() (string, error) {
	if o.dg != "" {
		return filepath.Abs(o.dg)
	}
	return o.build(o.root, "./cmd/dg", "dg")
}

// programs builds dg and the others. Those that are installed come last.
func (o *options) programs() ([]program, error) {
	// A setting of the person who measures must not count.
	os.Setenv("DG_CONFIG_DIR", filepath.Join(o.bin, "config"))
	dg, err := o.buildDG()
	if err != nil {
		return nil, err
	}
	// Statements are counted, as a server would have it.
	all := []program{{"dg", "dg", []string{dg, "run", "--max-steps", "1000000000"}, ""}}
	for _, p := range []struct{ name, folder, language, module string }{
		{"goja", "goja", "js", "github.com/dop251/goja"},
		{"starlark", "starlark", "star", "go.starlark.net"},
		{"tengo", "tengo", "tengo", "github.com/d5/tengo/v2"},
		{"gopher-lua", "gopherlua", "lua", "github.com/yuin/gopher-lua"},
	} {
		file, err := o.build(".", "./peers/"+p.folder, p.folder)
		if err != nil {
			return nil, err
		}
		version, _ := exec.Command("go", "list", "-m", "-f", "{{.Version}}", p.module).Output()
		all = append(all, program{p.name, p.language, []string{file}, strings.TrimSpace(string(version))})
	}
	for _, p := range []struct{ name, language string }{{"python3", "py"}, {"node", "js"}} {
		if file, err := exec.LookPath(p.name); err == nil {
			version, _ := exec.Command(file, "--version").Output()
			all = append(all, program{p.name, p.language, []string{file}, strings.TrimSpace(strings.TrimPrefix(string(version), "Python "))})
		}
	}
	return all, nil
}

// median returns the middle of values.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	if len(v) == 0 {
		return 0
	}
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

// ratio returns the middle of the ratios of runs that stood side by side.
func ratio(a, b []sample, of func(sample) float64) float64 {
	var all []float64
	for i := range min(len(a), len(b)) {
		all = append(all, of(a[i])/of(b[i]))
	}
	return median(all)
}

func wall(s sample) float64   { return s.wall }
func cpu(s sample) float64    { return s.cpu }
func memory(s sample) float64 { return s.memory }

// each returns one number of every sample.
func each(samples []sample, of func(sample) float64) (all []float64) {
	for _, s := range samples {
		all = append(all, of(s))
	}
	return all
}
