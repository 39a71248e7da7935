package project

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestPlaceOf(t *testing.T) {
	files := map[string]string{
		"functions/automation/notify.meta.json":             `{"api_name": "notify", "nameSpace": "automation", "params": [{"name": "dealId", "type": "STRING"}], "workflow": {}}`,
		"functions/crm/old.meta.json":                       `{"name": "old", "category": "standalone", "params": []}`,
		"src/functions/total_of/Total of.metadata.json":     `{"api_name": "total_of", "display_name": "Total of", "category": "button"}`,
		"lib/settings.json":                                 `{"colour": "red"}`,
		"lib/wrong.json":                                    `[1`,
		"functions/odd/x.meta.json":                         `{"api_name": "not a name", "nameSpace": "no name either"}`,
		"application/Custom Functions/invoice/readme.json":  `{}`,
		"functions/total_of/nothing to do with the others.": ``,
	}
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("no such file")
	}
	for name, want := range map[string]string{
		"main.dg":                                       " . ?",
		"lib/greet.dg":                                  " . ?",
		"lib/settings.dg":                               " . ?",
		"lib/wrong.dg":                                  " . ?",
		"standalone/twice.dg":                           "standalone . ?",
		"functions/standalone/twice.dg":                 "standalone twice ?",
		"functions/automation/notify.dg":                "automation notify dealId",
		"functions/crm/old.dg":                          "standalone old ",
		"functions/mint_id.dg":                          " mint_id ?",
		"src/functions/total_of/Total of.deluge":        "button total_of ?",
		"src/functions/sum/sum.deluge":                  " sum ?",
		"application/Custom Functions/invoice/line_tax": "invoice line_tax ?",
		"application/Custom Functions/Default/close":    " close ?",
		"CustomFunctions/bulk/deep/update.ds":           " update ?",
		"functions/odd/x.dg":                            "odd x ?",
	} {
		p := PlaceOf(name, read)
		params := "?"
		if p.Params != nil {
			params = strings.Join(p.Params, ",")
		}
		called := p.Name
		if called == "" {
			called = "."
		}
		if got := p.Namespace + " " + called + " " + params; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestIsScript(t *testing.T) {
	var scripts []string
	for _, name := range []string{"a.dg", "b/C.DELUGE", "c.ds", "Custom Functions/invoice/tax", "notes.txt", "Makefile", "custom functions/x.json", "d.dgx"} {
		if IsScript(name) {
			scripts = append(scripts, name)
		}
	}
	if want := []string{"a.dg", "b/C.DELUGE", "c.ds", "Custom Functions/invoice/tax"}; !slices.Equal(scripts, want) {
		t.Errorf("%q, want %q", scripts, want)
	}
	if !IsTest("a/sync_test.dg") || !IsTest("sync_TEST.deluge") || IsTest("test.dg") || IsTest("a_test/sync.dg") {
		t.Error("tests are not told from scripts")
	}
}

func TestIsDefinition(t *testing.T) {
	for text, want := range map[string]bool{
		"/*\n * Author : a\n */\n application \"Leave\"\n{\n": true,
		"\ufeffform Leave_Request\n{\n":                       true,
		"list All_Leave { show all rows }":                    true,
		"// by hand\nSend_Invoice as \"Send Invoice\"\n{":     true,
		"form = Map();":                   false,
		"void standalone.a()\n{\n}":       false,
		"application = \"x\";":            false,
		"list = List();":                  false,
		"info \"a as \\\"b\\\"\";":        false,
		"":                                false,
		"/* application \"x\" */ info 1;": false,
	} {
		if IsDefinition(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
