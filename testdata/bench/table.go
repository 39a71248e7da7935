package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// results are the samples by workload and program.
type results struct {
	loads    []*workload
	programs []program
	samples  map[string]map[string][]sample
	bad      []string // what printed something else, or failed
}

func runTable(o *options) error {
	loads, err := loadAll(o.loads, false)
	if err != nil {
		return err
	}
	programs, err := o.programs()
	if err != nil {
		return err
	}
	if o.update {
		return o.rewrite(programs)
	}
	first, err := o.measure(loads, programs)
	if err != nil {
		return err
	}
	text := first.markdown(o.rounds)
	fmt.Print(text)
	if err := first.wrong(); err != nil {
		return err
	}
	if o.readme {
		if err := putIntoReadme(filepath.Join(o.root, "README.md"), text); err != nil {
			return err
		}
	}
	if o.check {
		return o.checkTable(first, programs)
	}
	return nil
}

// measure runs every workload in every program, in turn, with another one first in
// each round. The first round is not counted.
func (o *options) measure(loads []*workload, programs []program) (*results, error) {
	r := &results{loads: loads, programs: programs, samples: map[string]map[string][]sample{}}
	for _, w := range loads {
		if err := w.write(o.bin); err != nil {
			return nil, err
		}
		r.samples[w.name] = map[string][]sample{}
		bad := map[string]bool{}
		for round := range o.rounds + 1 {
			for i := range programs {
				p := programs[(i+round)%len(programs)]
				if bad[p.name] {
					continue
				}
				s, err := once(w, p)
				switch {
				case err != nil:
					bad[p.name] = true
					r.samples[w.name][p.name] = nil
					r.bad = append(r.bad, err.Error())
				case round > 0:
					r.samples[w.name][p.name] = append(r.samples[w.name][p.name], s)
				}
			}
		}
		fmt.Fprintln(os.Stderr, w.name)
	}
	return r, nil
}

// once runs a workload in one program and compares what it prints.
func once(w *workload, p program) (sample, error) {
	s, out, err := run(append(slices.Clone(p.command), w.script(p.language)))
	if err == nil && strings.TrimSpace(out) != strings.TrimSpace(w.want) {
		err = fmt.Errorf("%s: %s prints\n%swanted\n%s", w.name, p.name, out, w.want)
	}
	return s, err
}

func (r *results) wrong() error {
	if len(r.bad) == 0 {
		return nil
	}
	return errors.New(strings.Join(r.bad, "\n"))
}

// rewrite writes what goja prints into the workloads, when all programs print it.
func (o *options) rewrite(programs []program) error {
	for _, second := range []bool{false, true} {
		again, err := loadAll(o.loads, second)
		if err != nil {
			return err
		}
		for _, w := range again {
			if err := w.write(o.bin); err != nil {
				return err
			}
			goja := programs[slices.IndexFunc(programs, func(p program) bool { return p.name == "goja" })]
			_, w.want, err = run(append(slices.Clone(goja.command), w.script(goja.language)))
			for _, p := range programs {
				if err == nil {
					_, err = once(w, p)
				}
			}
			if err == nil {
				err = w.keep(w.want)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
