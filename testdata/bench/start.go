package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mostOfStart is how many times the time of a bare program a start may take.
const mostOfStart = 3.0

// runStart measures commands that do next to nothing beside a Go program that
// prints one line. A start takes milliseconds: the rounds are twenty times as many.
func runStart(o *options) error {
	os.Setenv("DG_CONFIG_DIR", filepath.Join(o.bin, "config"))
	hello, err := o.build(".", "./hello", "hello")
	if err != nil {
		return err
	}
	dg, err := o.buildDG()
	if err != nil {
		return err
	}
	static, err := o.build(o.root, "./cmd/dg", "dg-static", "CGO_ENABLED=0")
	if err != nil {
		return err
	}
	script := filepath.Join(o.bin, "hello.dg")
	if err := os.WriteFile(script, []byte("info \"Hello, reader\";\n"), 0o600); err != nil {
		return err
	}
	commands := [][]string{{hello}, {dg, "run", script}, {static, "run", script}, {static, "--help"}, {static, "__complete", "ru"}}
	samples, err := alternate(commands, nil, 20*o.rounds)
	if err != nil {
		return err
	}
	var parts []string
	names := []string{"", "dg run with libc", "dg run without", "dg --help", "completion"}
	worst := 0.0
	for i := 1; i < len(commands); i++ {
		times := ratio(samples[i], samples[0], wall)
		parts = append(parts, fmt.Sprintf("%s %.2f (processor %.2f)", names[i], times, ratio(samples[i], samples[0], cpu)))
		worst = max(worst, times)
	}
	fmt.Printf("times a bare Go program of %.2f ms, at most %g: %s\n", 1000*median(each(samples[0], wall)), mostOfStart, strings.Join(parts, ", "))
	if o.check && worst > mostOfStart {
		return fmt.Errorf("missed: times a bare Go program, at most %g: %s", mostOfStart, strings.Join(parts, ", "))
	}
	return nil
}

// alternate runs commands in turn, each so many times in a row, nil for once, and
// returns the samples of each: a sample is the mean of such a row.
func alternate(commands [][]string, times []int, rounds int) ([][]sample, error) {
	samples := make([][]sample, len(commands))
	for round := range rounds + 1 {
		for i := range commands {
			k := (i + round) % len(commands)
			n := 1
			if times != nil {
				n = times[k]
			}
			s, err := row(commands[k], n)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				samples[k] = append(samples[k], s)
			}
		}
	}
	return samples, nil
}

// row runs a command n times and returns the mean.
func row(command []string, n int) (mean sample, err error) {
	for range n {
		s, _, err := run(command)
		if err != nil {
			return sample{}, err
		}
		mean.wall += s.wall / float64(n)
		mean.cpu += s.cpu / float64(n)
		mean.memory += s.memory / float64(n)
	}
	return mean, nil
}
