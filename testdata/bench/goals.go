package main

import (
	"errors"
	"fmt"
	"math"
	"os"
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
		hold(w.name+" goja", ratio(all["dg"], all["goja"], wall), g.goja)
		if g.tengo > 0 {
			hold("tengo", ratio(all["dg"], all["tengo"], wall), g.tengo)
		}
		if g.memory > 0 {
			hold("memory", ratio(all["dg"], all["goja"], memory), g.memory)
		}
	}
	twice, err := o.twice(programs)
	if err != nil {
		return err
	}
	hold("twice the appends", twice, mostOfTwice)
	far, err := o.secondSet(first, programs)
	if err != nil {
		return err
	}
	hold("the second set differs by at most", far, mostOfSecond)
	if len(missed) > 0 {
		return errors.New("missed: " + strings.Join(missed, ", "))
	}
	fmt.Println("goals met, the most allowed in brackets: " + strings.Join(met, ", "))
	return nil
}

// twice is the time of 400,000 appends divided by that of 200,000.
func (o *options) twice(programs []program) (float64, error) {
	w, err := load("workloads/c_concat.txtar", false)
	if err != nil {
		return 0, err
	}
	var samples [2][]sample
	for round := range o.rounds + 1 {
		for i, count := range []string{"200", "400"} {
			script := strings.Replace(w.scripts["dg"], "subList(0,20)", "subList(0,"+count+")", 1)
			if err := os.WriteFile(w.script(o.bin, "dg"), []byte(script), 0o600); err != nil {
				return 0, err
			}
			s, _, err := run(append(slices.Clone(programs[0].command), w.script(o.bin, "dg")))
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

// secondSet measures the second set in dg and goja, and returns by how much its
// ratios differ from the first ones, as a part, at the most.
func (o *options) secondSet(first *results, programs []program) (float64, error) {
	loads, err := loadAll(o.loads, true)
	if err != nil {
		return 0, err
	}
	second, err := o.measure(loads, programs)
	if err == nil {
		err = second.wrong()
	}
	if err != nil {
		return 0, err
	}
	most := 0.0
	for _, w := range loads {
		a, b := first.samples[w.name], second.samples[w.name]
		was, is := ratio(a["dg"], a["goja"], wall), ratio(b["dg"], b["goja"], wall)
		fmt.Fprintf(os.Stderr, "%s to goja: %.3f, second set %.3f\n", w.name, was, is)
		most = max(most, math.Abs(is/was-1))
	}
	return most, nil
}
