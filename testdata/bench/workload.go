package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// languages are the sections of a workload that hold its script.
var languages = []string{"dg", "js", "star", "tengo", "lua", "py"}

// workload is one program in every language, and what it prints.
type workload struct {
	name    string
	about   string
	scripts map[string]string
	want    string

	dir     string // where the scripts were written
	file    string
	archive *txtar.Archive
	section string // where want stands
}

// loadAll reads the workloads, those of names when there are any. The second set is
// the same programs with other names and constants: each line "old -> new" of the
// section second is a replacement of whole words.
func loadAll(names string, second bool) ([]*workload, error) {
	files, err := filepath.Glob(filepath.Join("workloads", "*.txtar"))
	if err != nil {
		return nil, err
	}
	wanted := strings.FieldsFunc(names, func(r rune) bool { return r == ',' })
	var all []*workload
	for _, file := range files {
		w, err := load(file, second)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if len(wanted) == 0 || slices.Contains(wanted, w.name) {
			all = append(all, w)
		}
	}
	if len(all) == 0 || len(wanted) > len(all) {
		return nil, fmt.Errorf("there are no workloads %q", names)
	}
	return all, nil
}

func load(file string, second bool) (*workload, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	a := txtar.Parse(data)
	sections := map[string]string{}
	for _, f := range a.Files {
		sections[f.Name] = string(f.Data)
	}
	w := &workload{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), about: strings.TrimSpace(string(a.Comment)),
		scripts: map[string]string{}, file: file, archive: a, section: "want"}
	for _, l := range languages {
		if sections[l] == "" {
			return nil, fmt.Errorf("there is no section %s", l)
		}
		w.scripts[l] = sections[l]
	}
	if second {
		w.section = "second.want"
		if err := w.replace(sections["second"]); err != nil {
			return nil, err
		}
	}
	w.want = sections[w.section]
	return w, nil
}

// replace makes the second set of a workload.
func (w *workload) replace(lines string) error {
	for line := range strings.Lines(lines) {
		old, new, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " -> ")
		if !ok {
			return fmt.Errorf("%q is no replacement", line)
		}
		found, word := false, wholeWord(old)
		for l, script := range w.scripts {
			changed := word.ReplaceAllLiteralString(script, new)
			found = found || changed != script
			w.scripts[l] = changed
		}
		if !found {
			return fmt.Errorf("there is no %q to replace", old)
		}
	}
	return nil
}

// wholeWord matches text where no letter or digit goes on before or after it.
func wholeWord(text string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(text)
	if regexp.MustCompile(`^\w`).MatchString(text) {
		pattern = `\b` + pattern
	}
	if regexp.MustCompile(`\w$`).MatchString(text) {
		pattern += `\b`
	}
	return regexp.MustCompile(pattern)
}

// write puts the scripts into a folder, as NAME.LANGUAGE.
func (w *workload) write(dir string) error {
	w.dir = dir
	for l, script := range w.scripts {
		if err := os.WriteFile(w.script(l), []byte(script), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (w *workload) script(language string) string {
	return filepath.Join(w.dir, w.name+"."+language)
}

// keep writes text as what the workload prints.
func (w *workload) keep(text string) error {
	for i, f := range w.archive.Files {
		if f.Name == w.section {
			w.archive.Files[i].Data = []byte(text)
		}
	}
	return os.WriteFile(w.file, txtar.Format(w.archive), 0o644)
}
