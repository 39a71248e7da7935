package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// markdown returns what was measured, where, and the table.
func (r *results) markdown(rounds int) string {
	var b strings.Builder
	var others []program
	for _, p := range r.programs {
		if p.name != "dg" {
			others = append(others, p)
		}
	}
	fmt.Fprintf(&b, "Measured on %s: %s, dg at commit %s", time.Now().UTC().Format(time.DateOnly), machine(), commit())
	for _, p := range others {
		fmt.Fprintf(&b, ", %s %s", p.name, p.version)
	}
	b.WriteString(busy())
	fmt.Fprintf(&b, ". Whole processes in turn, medians of %d rounds. Under the name of another program stands the\n"+
		"time of dg divided by its time: below 1, dg is faster; where dg is slower, the number is bold.\n\n", rounds)
	b.WriteString("| workload | dg, ms |")
	for _, p := range others {
		fmt.Fprintf(&b, " %s |", p.name)
	}
	fmt.Fprintf(&b, " dg, MiB | memory to goja |\n|---|---:|%s---:|---:|\n", strings.Repeat("---:|", len(others)))
	for _, w := range r.loads {
		all := r.samples[w.name]
		fmt.Fprintf(&b, "| `%s` %s | %s |", w.name, lowered(w.about), number(1000*median(each(all["dg"], wall))))
		for _, p := range others {
			fmt.Fprintf(&b, " %s |", cell(all["dg"], all[p.name], wall))
		}
		fmt.Fprintf(&b, " %.0f | %s |\n", median(each(all["dg"], memory))/(1<<20), cell(all["dg"], all["goja"], memory))
	}
	return b.String()
}

// cell is a ratio; differs stands for a program that failed or printed something else.
func cell(dg, other []sample, of func(sample) float64) string {
	if len(dg) == 0 || len(other) == 0 {
		return "differs"
	}
	v := ratio(dg, other, of)
	if v > 1 {
		return "**" + number(v) + "**"
	}
	return fmt.Sprintf("%.2f", v)
}

func number(v float64) string {
	switch {
	case v < 9.95:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.0f", v)
	}
}

func lowered(sentence string) string {
	s := strings.TrimSuffix(sentence, ".")
	if s == "" || strings.HasPrefix(s, "JSON") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// machine names what it runs on: Go, system, processors.
func machine() string {
	text := fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if m := regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`).FindSubmatch(info); m != nil {
			text += " (" + string(m[1]) + ")"
		}
	}
	return text
}

// busy says when other work disturbs the measurement: more than the one process that
// is measured wants a processor.
func busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	var load float64
	if err != nil {
		return ""
	}
	if _, err := fmt.Sscan(string(text), &load); err != nil || load < float64(runtime.NumCPU()) {
		return ""
	}
	return fmt.Sprintf(". **Other work kept the machine busy (load %.0f): these figures are rough**", load)
}

// commit names the state of the repository.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

const (
	readmeBegin = "<!-- table of testdata/bench: go run . -readme writes it -->\n"
	readmeEnd   = "<!-- end of the table -->\n"
)

// putIntoReadme replaces what stands between the two marks.
func putIntoReadme(file, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(old), readmeBegin)
	_, after, ends := strings.Cut(rest, readmeEnd)
	if !ok || !ends {
		return fmt.Errorf("%s: the marks of the table are missing", file)
	}
	return os.WriteFile(file, []byte(before+readmeBegin+"\n"+text+"\n"+readmeEnd+after), 0o644)
}
