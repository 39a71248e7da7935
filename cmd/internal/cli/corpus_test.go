package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
)

// noSuchName are names that real scripts call and that Deluge does not have, with
// what shows it.
var noSuchName = map[string]string{
	"pow":                        "the manual's index of number functions has power; pow circulates in machine-written material",
	"toCollection":               "on no page of the manual; one file of one author uses it",
	"sortBy":                     "records are sorted by Form[…] sort by FIELD; no page has a method",
	"getMessage":                 "a method of Java's exceptions; the manual documents e.message",
	"putUrl":                     "the manual has getUrl and postUrl; other methods need the block invokeUrl",
	"zoho.file.convertToPDF":     "convertToPDF is a method of a FILE in the manual, and there is no namespace zoho.file",
	"zoho.salesiq.getPortalInfo": "the SalesIQ tasks of the manual are visitorsession.get and set; one script calls it",
	"zoho.crm._searchRecords":    "zoho.crm.searchRecords with a slip of the pen",
	"zoho.crm.addTags":           "the manual has no task for tags; it stands in scripts and guides only",
	"zoho.crm.deleteRecord":      `the manual deletes by invokeConnector("crm.delete", …); it stands in scripts and guides only`,
	"PreprocessBlock":            "a function of the author's own, which another of his files defines as standalone.PreprocessBlock",
	"PostprocessBlock":           "a function of the author's own, called like the one before without its namespace",
}

func TestNamesThatDoNotExist(t *testing.T) {
	for name, why := range noSuchName {
		_, planned := builtins().Planned(name)
		if builtins().Lookup(name) != nil || builtins().Var(name) != nil || planned {
			t.Errorf("%s exists now; it was said that %s", name, why)
		}
	}
}

// TestCorpusNames checks real scripts, *.dg in the folder that DG_CORPUS names: none
// calls a function or method that dg does not know, but for noSuchName. Functions
// that another file of the app may define are warnings.
func TestCorpusNames(t *testing.T) {
	dir := os.Getenv("DG_CORPUS")
	if dir == "" {
		t.Skip("DG_CORPUS is not set: it names a folder of real scripts, *.dg")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.dg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %s: %v", dir, err)
	}
	known := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dg.Check(source.NewFile(file, string(text)), dg.Options{Registry: builtins()}, nil).Findings {
			name, isName := unknownName(d)
			switch {
			case !isName || builtins().Lookup(name) != nil: // the receiver is of another kind
			case noSuchName[name] != "":
				known++
			default:
				t.Errorf("%s: %s", d.Primary.Place(), d.Message)
			}
		}
	}
	t.Logf("%d files; %d calls of names that do not exist in Deluge", len(files), known)
}

// unknownName returns the name that a finding does not know.
func unknownName(d *diag.Diagnostic) (name string, ok bool) {
	if d.Code != diag.UnknownFunction || d.Severity != diag.Error {
		return "", false
	}
	_, rest, _ := strings.Cut(d.Message, "Not able to find '")
	name, _, ok = strings.Cut(rest, "'")
	return name, ok
}
