package workflow

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

func parse(text string) (*File, diag.List) {
	return Parse(source.NewFile("rules/r.yaml", text))
}

// head is a rule without its end; rows add to it.
const head = "version: 1\nmodule: Contacts\nrules:\n  - name: r\n    on: create\n"

func TestRuleMistakes(t *testing.T) {
	const do = "    do: [{call: f.dg}]\n"
	tests := []struct{ name, file, want string }{
		{"not YAML", "a: [", "rules/r.yaml:1:4: sequence end"},
		{"empty", "", "rules/r.yaml: the file is empty"},
		{"no version", "rules: []", "the file has no version"},
		{"version", "version: 2\nrules: []", "rules/r.yaml:1:10: this version of dg reads rule files of version 1"},
		{"no rules", "version: 1", "the file has no rules"},
		{"unknown key", "version: 1\nmodul: x\nrules: []", `rules/r.yaml:2:1: unknown key "modul" in the file; did you mean "module"?`},
		{"unknown rule key", head + "    wen: x\n" + do, `rules/r.yaml:6:5: unknown key "wen" in the rule r; did you mean "when"?`},
		{"zone", "version: 1\ntimezone: Dublin\nrules: []", `"Dublin" is no time zone; write one such as Europe/Dublin`},
		{"no name", "version: 1\nmodule: C\nrules:\n  - on: create\n" + do, "rules/r.yaml:4:5: the rule has no name"},
		{"no module", "version: 1\nrules:\n  - name: r\n    on: create\n" + do, "the rule has no module"},
		{"no on", "version: 1\nmodule: C\nrules:\n  - name: r\n" + do, "the rule does not say on what it runs"},
		{"twice", head + do + "  - name: r\n    on: edit\n" + do, `a rule called "r" is already in this file`},
		{"trigger", strings.Replace(head, "create", "creat", 1) + do, `"creat" is no trigger; there are create, edit, create_or_edit, delete, field_update; did you mean "create"?`},
		{"later trigger", strings.Replace(head, "create", "score_update", 1) + do, `"on: score_update" is not available yet in this version`},
		{"date trigger", strings.Replace(head, "create", "{date: Renewal_Date, offset: -7 days}", 1) + do, `"on: {date: …}" is not available yet in this version`},
		{"section", strings.Replace(head, "create", "{edit: {section: Address}}", 1) + do, `"on: {edit: …}" is not available yet`},
		{"bare field_update", strings.Replace(head, "create", "field_update", 1) + do, "field_update needs the names of fields"},
		{"match", strings.Replace(head, "create", "{field_update: [A], match: some}", 1) + do, "match must be any or all"},
		{"to", strings.Replace(head, "create", "{field_update: [Stage], to: {Stag: x}}", 1) + do, `"Stag" is not among the fields of field_update; did you mean "Stage"?`},
		{"later", head + do + "    later: [{after: 2 days}]\n", `"later" is not available yet in this version`},
		{"later in condition", head + "    conditions:\n      - do: [{call: f.dg}]\n        later: []\n", `"later" is not available yet`},
		{"validate", "version: 1\nvalidate: []\nrules: []", `"validate" is not available yet`},
		{"webhook", head + "    do: [{webhook: {url: x}}]\n", `rules/r.yaml:6:11: "webhook" is not available yet`},
		{"email", head + "    do: [{email: {to: x}}]\n", `"email" is not available yet`},
		{"action", head + "    do: [{cal: f.dg}]\n", `"cal" is no action; did you mean "call"?`},
		{"two actions", head + "    do: [{call: f.dg, set: {A: 1}}]\n", "one entry of do is one action"},
		{"no do", head, "the rule r does nothing; write do: with a list of actions"},
		{"call key", head + "    do: [{call: f.dg, arg: {}}]\n", `unknown key "arg" in the action; did you mean "args"?`},
		{"timeout", head + "    do: [{call: f.dg, timeout: soon}]\n", `"soon" is no time limit`},
		{"merge field", head + "    do: [{call: f.dg, args: {a: '${Contacts.'}}]\n", "has no closing }"},
		{"merge steps", head + "    do: [{call: f.dg, args: {a: '${A.B.C.D}'}}]\n", "more than three steps"},
		{"flow merge field", head + "    do: [{call: f.dg, args: {a: ${Contacts.Email}}}]\n", "needs quotes"},
		{"when", head + "    when: Stage contain x\n" + do, `rules/r.yaml:6:17: expected an operator such as is, contains or >= but found "contain"; did you mean "contains"?`},
		{"when quoted", head + "    when: \"Stage contain x\"\n" + do, `rules/r.yaml:6:18: expected an operator`},
		{"when list", head + "    when: {criteria: [A is 1], pattern: 1 and 2}\n" + do, "there is no criterion 2"},
		{"no criteria", head + "    when: {pattern: '1'}\n" + do, "there are no criteria"},
		{"criterion map", head + "    when: {criteria: [{field: A, iss: 1}]}\n" + do, `no operator such as is, contains or >=; did you mean "is"?`},
		{"criterion order", head + "    when: {criteria: [{field: A, '>': x}]}\n" + do, `"x" is neither a number nor a date`},
		{"when and conditions", head + "    when: A is 1\n    conditions: [{do: [{call: f.dg}]}]\n", "when stands beside conditions"},
		{"else alone", head + "    when: else\n" + do, ""},
		{"else first", head + "    conditions:\n      - {when: else, do: [{call: f.dg}]}\n      - {do: [{call: f.dg}]}\n", "it must be the last one"},
		{"order", head + "    order: first\n" + do, "order must be a whole number"},
		{"active", head + "    active: maybe\n" + do, "active must be true or false"},
		{"shift", head + "    do: [{set: {A: {add: soon}}}]\n", `"soon" is no length of time`},
		{"business days", head + "    do: [{set: {A: {add: 2 business days}}}]\n", "business days are not available yet"},
		{"set trigger", head + "    do: [{set: {A: 1}, trigger: true}]\n", `"trigger" is not available yet`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, list := parse(tt.file)
			if tt.want == "" {
				return
			}
			if f != nil {
				t.Fatal("the file was read")
			}
			var all []string
			for _, d := range list {
				s := d.Error()
				if d.Hint != "" {
					s += "; " + d.Hint
				}
				all = append(all, s)
			}
			if got := strings.Join(all, "\n"); !strings.Contains(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	f, list := parse(head + `    when: {criteria: [A is 1, B is 2, C is 3], pattern: 1 and 2 or 3}
    do: [{call: f.dg}, {call: g.dg}]
`)
	if f == nil || len(list) != 2 {
		t.Fatalf("%v", list)
	}
	for i, want := range []string{"and stands beside or", "2 actions of the kind call"} {
		if list[i].Severity != diag.Warning || !strings.Contains(list[i].Message, want) {
			t.Errorf("warning %d is %v", i, list[i])
		}
	}
}

// TestOldYAML reads the key on as a YAML 1.1 writer leaves it, and JSON.
func TestOldYAML(t *testing.T) {
	for _, text := range []string{
		"version: 1\nrules:\n  - {name: r, module: C, true: delete, do: [{call: f.dg}]}\n",
		`{"version": 1, "rules": [{"name": "r", "module": "C", "on": "delete", "do": [{"call": "f.dg"}]}]}`,
	} {
		f, list := parse(text)
		if f == nil {
			t.Fatal(list)
		}
		if f.Rules[0].On.Word != "delete" {
			t.Errorf("on %+v", f.Rules[0].On)
		}
	}
}

func TestLoadFolder(t *testing.T) {
	rule := func(name string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("version: 1\nmodule: C\nfunctions: ../f\nrules:\n  - {name: " + name + ", on: create, do: [{call: a.dg}]}\n")}
	}
	files, list, err := Load(fstest.MapFS{"b.yaml": rule("two"), "a.yml": rule("one"), "x.txt": {}}, ".", "p/rules")
	if err != nil || len(list) > 0 || len(files) != 2 {
		t.Fatal(files, list, err)
	}
	if files[0].Rules[0].Name != "one" || files[1].Functions != "p/f" {
		t.Errorf("%+v", files[0])
	}
	if call := files[0].Rules[0].Conditions[0].Do[0].(*Call); call.File != "p/f/a.dg" {
		t.Errorf("script %s", call.File)
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add(head + "    when: A is 1\n    do: [{call: f.dg, args: {a: '${Contacts.Email}'}}]\n")
	f.Add("version: 1\nrules: [{name: r, on: {field_update: [A], to: {A: 1}}, do: [{set: {B: {add: 1 day}}}]}]")
	f.Fuzz(func(t *testing.T, s string) { parse(s) })
}

func sourceFile(name, text string) *source.File { return source.NewFile(name, text) }
