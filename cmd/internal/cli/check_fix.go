package cli

import (
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
)

// personal reports whether the changes of a code need a person: a connection that
// this machine does not have may be right where the script runs, and another one is
// another account.
func personal(c diag.Code) bool { return c == diag.UnknownConnection || c == diag.MissingScope }

// mend makes the changes that need no thought and returns what is left to find. It
// leaves a file alone that it might harm, and says so.
func (o *checkOptions) mend(name string, src *source.File, r dg.Report, dialect host.Dialect) (dg.Report, error) {
	var edits []diag.Edit
	var mended diag.List
	for _, d := range r.Findings.Sorted() {
		if len(d.Fixes) > 0 && !personal(d.Code) {
			edits = append(edits, d.Fixes...)
			mended.Add(d)
		}
	}
	if len(edits) == 0 {
		return r, nil
	}
	after, left, why, err := o.mended(src, r, edits, dialect)
	if why != "" {
		o.app.mind("%s is left as it is: %s", name, why)
		return r, nil
	}
	if err == nil {
		err = replaceFile(name, after.Text)
	}
	if err != nil {
		return r, err
	}
	for _, d := range mended {
		fmt.Fprintf(o.app.io.Err, "%s: fixed: %s%s [%s]\n", d.Primary.Place(), diag.Plain(d.Message), instead(src, d.Fixes), d.Code)
	}
	o.fixed += len(mended)
	return left, nil
}

// instead says what stands there now when words took the place of words; what is
// put in the message names already.
func instead(src *source.File, edits []diag.Edit) string {
	if len(edits) != 1 || strings.TrimSpace(src.Slice(edits[0].Span)) == "" || strings.TrimSpace(edits[0].Text) == "" {
		return ""
	}
	return "; now " + diag.Plain(edits[0].Text)
}

// mended returns the text with the edits and what is found in it, or why they are
// not made.
func (o *checkOptions) mended(src *source.File, r dg.Report, edits []diag.Edit, dialect host.Dialect) (after *source.File, left dg.Report, why string, err error) {
	if syntax.Parse(src, "").Errors.HasErrors() {
		// What stands around a statement that could not be read may have been
		// misread too.
		return nil, r, "it does not parse; mend the syntax errors first", nil
	}
	text, err := diag.Apply(src.Text, edits)
	if err != nil {
		return nil, r, err.Error(), nil
	}
	after = source.NewFile(src.Name, text)
	if syntax.Parse(after, "").Errors.HasErrors() {
		return nil, r, "it would not parse with the changes", nil
	}
	left, err = o.check(after, dialect)
	if err == nil && errorCount(left.Findings) > errorCount(r.Findings) {
		return nil, r, "the changes would bring new errors", nil
	}
	return after, left, "", err
}

func errorCount(l diag.List) int {
	n := 0
	for _, d := range l {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}
