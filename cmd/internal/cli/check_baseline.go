package cli

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
)

// baseline is a set of findings that are known. It says nothing of lines, so that
// code above a finding may change, and holds no text of a script: a finding may be
// about a secret.
type baseline struct {
	path  string
	left  map[knownFinding]int // how often each may still occur
	met   int
	order []knownFinding
}

// knownFinding is what makes a finding the same in a changed file.
type knownFinding struct {
	File string    `json:"file"` // from the folder of the baseline
	Code diag.Code `json:"code"`
	Hash string    `json:"hash"` // of the message and of the line
}

type baselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	knownFinding
	Count int `json:"count"`
}

// baselineVersion is the one form of the file so far.
const baselineVersion = 1

func (a *app) readBaseline(path string) (*baseline, error) {
	text, err := a.readFile(path)
	var wrong *usageError
	if errors.As(err, &wrong) || errors.Is(err, fs.ErrNotExist) {
		return nil, usage(err, "dg check --write-baseline "+path+" makes one")
	}
	if err != nil {
		return nil, err
	}
	var file baselineFile
	if err := json.Unmarshal([]byte(text), &file); err != nil || file.Version != baselineVersion {
		return nil, usagef("dg check --write-baseline "+path+" makes one", path+" is no baseline of dg check")
	}
	b := newBaseline(path)
	for _, e := range file.Findings {
		b.left[e.knownFinding] += e.Count
	}
	return b, nil
}

func newBaseline(path string) *baseline { return &baseline{path: path, left: map[knownFinding]int{}} }

// unknown returns the findings that are not in the baseline, as often as there are
// more of them.
func (b *baseline) unknown(l diag.List) diag.List {
	var out diag.List
	for _, d := range l {
		if k := b.key(d); b.left[k] > 0 {
			b.left[k]--
			b.met++
			continue
		}
		out.Add(d)
	}
	return out
}

func (b *baseline) key(d *diag.Diagnostic) knownFinding {
	k := knownFinding{Code: d.Code}
	line := ""
	if f := d.Primary.File; f != nil {
		k.File = b.relative(f.Name)
		line = strings.TrimSpace(f.Line(f.LineNo(d.Primary.Span.Start)))
	}
	sum := sha256.Sum256([]byte(d.Message + "\x00" + line))
	k.Hash = fmt.Sprintf("%x", sum[:8])
	return k
}

// relative names a file from the folder of the baseline, so that dg may be called
// from anywhere.
func (b *baseline) relative(name string) string {
	dir, err := filepath.Abs(filepath.Dir(b.path))
	if err != nil {
		return filepath.ToSlash(name)
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	if rel, err := filepath.Rel(dir, file); err == nil {
		file = rel
	}
	return filepath.ToSlash(file)
}

// keep notes findings for writeBaseline.
func (o *checkOptions) keep(l diag.List) {
	if o.base == nil {
		o.base = newBaseline(o.note)
	}
	for _, d := range l {
		k := o.base.key(d)
		if o.base.left[k]++; o.base.left[k] == 1 {
			o.base.order = append(o.base.order, k)
		}
	}
}

func (o *checkOptions) writeBaseline() error {
	file, total := baselineFile{Version: baselineVersion, Findings: []baselineEntry{}}, 0
	if o.base == nil {
		o.base = newBaseline(o.note)
	}
	for _, k := range o.base.order {
		file.Findings = append(file.Findings, baselineEntry{k, o.base.left[k]})
		total += o.base.left[k]
	}
	slices.SortStableFunc(file.Findings, func(x, y baselineEntry) int { return strings.Compare(x.File, y.File) })
	data, err := json.MarshalIndent(file, "", "  ")
	if err == nil {
		err = writeAtomic(o.note, string(data)+"\n", 0o644)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	o.app.good("%s noted in %s; dg check --baseline %s tells the new ones", count(total, "finding"), o.note, o.note)
	return nil
}
