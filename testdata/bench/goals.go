package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// goal is how much of the time and memory of others dg may take; 0: no goal.
type goal struct{ goja, tengo, memory float64 }

var goals = map[string]goal{
	"a_while":    {goja: 0.20, tengo: 0.28},
	"a_foreach":  {goja: 0.05, tengo: 0.28},
	"b_fib":      {goja: 0.30, tengo: 0.50},
	"c_concat":   {goja: 0.05, tengo: 0.05},
	"c_split":    {goja: 0.25, tengo: 0.60},
	"d_map":      {goja: 0.35, tengo: 0.60, memory: 0.6},
	"e_list":     {goja: 0.10, tengo: 0.60, memory: 0.8},
	"f_json":     {goja: 0.28, tengo: 0.60, memory: 0.5},
	"g_business": {goja: 0.30, tengo: 0.50, memory: 0.45},
	"h_text":     {goja: 0.25, tengo: 0.50},
	"i_hello":    {goja: 2.0},
}

const (
	mostOfTwice  = 2.3  // time of twice the appends
	mostOfSecond = 0.15 // difference of the second set, as a part
)

// checkTable holds the table, the growth of a text and the second set to the goals,
// and prints one line.
func (o *options) checkTable(first *results, programs []program) error {
	var missed, met []string
	hold := func(what string, got, most float64) {
		text := fmt.Sprintf("%s %.3g (%.3g)", what, got, most)
		if got > most {
			missed = append(missed, text)
		}
		met = append(met, text)
	}
	for _, w := range first.loads {
		all, g := first.samples[w.name], goals[w.name]
		hold(w.name+" to goja"+byProcessor(all["dg"], all["goja"]), ratio(all["dg"], all["goja"], wall), g.goja)
		if g.tengo > 0 {
			hold(w.name+" to tengo"+byProcessor(all["dg"], all["tengo"]), ratio(all["dg"], all["tengo"], wall), g.tengo)
		}
		if g.memory > 0 {
			hold(w.name+" memory", ratio(all["dg"], all["goja"], memory), g.memory)
		}
	}
	twice, err := o.twice(programs)
	if err != nil {
		return err
	}
	hold("twice the appends", twice, mostOfTwice)
	far, of, err := o.secondSet(first.loads, programs)
	if err != nil {
		return err
	}
	hold("the second set differs by at most (in "+of+")", far, mostOfSecond)
	if len(missed) > 0 {
		return errors.New("missed: " + strings.Join(missed, ", "))
	}
	fmt.Println("goals met, the most allowed in brackets: " + strings.Join(met, ", "))
	return nil
}

// byProcessor is the ratio by the time of the processor. Far from that of the clock,
// it says that the machine had other work.
func byProcessor(a, b []sample) string { return fmt.Sprintf(", by processor %.3g,", ratio(a, b, cpu)) }

// twice is the time of 400,000 appends divided by that of 200,000.
func (o *options) twice(programs []program) (float64, error) {
	w, err := load("workloads/c_concat.txtar", false)
	if err != nil {
		return 0, err
	}
	w.dir = filepath.Join(o.bin, "twice")
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		return 0, err
	}
	var samples [2][]sample
	for round := range o.rounds + 1 {
		for i, count := range []string{"200", "400"} {
			script := strings.Replace(w.scripts["dg"], "subList(0,20)", "subList(0,"+count+")", 1)
			if err := os.WriteFile(w.script("dg"), []byte(script), 0o600); err != nil {
				return 0, err
			}
			s, _, err := run(append(slices.Clone(programs[0].command), w.script("dg")))
			if err != nil {
				return 0, err
			}
			if round > 0 {
				samples[i] = append(samples[i], s)
			}
		}
	}
	return ratio(samples[1], samples[0], wall), nil
}

// secondSet measures both sets in dg and goja, side by side, and returns by how much
// the ratio of the second one differs at the most, as a part, and in which workload.
func (o *options) secondSet(first []*workload, programs []program) (most float64, of string, err error) {
	second, err := loadAll(o.loads, true)
	if err != nil {
		return 0, "", err
	}
	dir := filepath.Join(o.bin, "second")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, "", err
	}
	for i, w := range second {
		if err := w.write(dir); err != nil {
			return 0, "", err
		}
		far, err := o.between(first[i], w, programs[0], programs[1])
		if err != nil {
			return 0, "", err
		}
		fmt.Fprintf(os.Stderr, "%s: the ratio of the second set is %.2f of the first one's\n", w.name, far)
		if d := math.Abs(far - 1); d >= most {
			most, of = d, w.name
		}
	}
	return most, of, nil
}

// steady is how long, in seconds, the runs of a program together take in each round
// of a comparison of two workloads: one run differs from the next by a fifth, because
// of where its memory lies and when the collector comes.
const steady = 0.5

// leastOfRounds is how many rounds such a comparison has at least.
const leastOfRounds = 8

// between is the ratio of two programs in one workload divided by that in another, by
// the time of the processor: it is steadier than that of the clock, and the question
// is only whether both workloads are the same work.
func (o *options) between(a, b *workload, p, q program) (float64, error) {
	var commands [][]string
	var times []int
	for _, w := range []*workload{a, b} {
		for _, p := range []program{p, q} {
			first, err := once(w, p)
			if err != nil {
				return 0, err
			}
			commands = append(commands, append(slices.Clone(p.command), w.script(p.language)))
			times = append(times, 1+min(int(steady/first.cpu), 20))
		}
	}
	s, err := alternate(commands, times, max(leastOfRounds, 2*o.rounds))
	if err != nil {
		return 0, err
	}
	var all []float64
	for i := range s[0] {
		all = append(all, s[2][i].cpu/s[3][i].cpu/(s[0][i].cpu/s[1][i].cpu))
	}
	return median(all), nil
}
