package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dg-lang/dg/lang/types"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// fakeRunner knows scripts by file name and notes what they are called with.
type fakeRunner struct {
	params map[string][]Param // nil slice: a bare script
	fail   error
	calls  []string
}

func (f *fakeRunner) Script(_ context.Context, file, function string) (Script, error) {
	if _, ok := f.params[file]; !ok {
		return nil, fmt.Errorf("no file %s", file)
	}
	return &fakeScript{f, file, function}, nil
}

type fakeScript struct {
	*fakeRunner
	file, function string
}

func (s *fakeScript) Name() string            { return "automation." + strings.TrimSuffix(s.file, ".dg") }
func (s *fakeScript) Params() ([]Param, bool) { return s.params[s.file], s.params[s.file] != nil }
func (s *fakeScript) Run(ctx context.Context, args *value.Map) (Result, error) {
	s.calls = append(s.calls, s.file+s.function+" "+value.JSON(value.OfMap(args), nil))
	if s.fail != nil {
		return Result{}, s.fail
	}
	return Result{Info: []string{"hello"}, Statements: 3}, nil
}

type bench struct {
	t      *testing.T
	engine *Engine
	runner *fakeRunner
	reader *EventReader
	log    []*Run
}

// newBench loads rules whose scripts take the given parameters.
func newBench(t *testing.T, rules string, params map[string][]Param) *bench {
	t.Helper()
	f, list := Parse(sourceFile("r.yaml", rules))
	if f == nil {
		t.Fatal(list.Err())
	}
	b := &bench{t: t, runner: &fakeRunner{params: params}, reader: &EventReader{Now: noon}}
	if found := f.Link(context.Background(), b.runner); found.HasErrors() {
		t.Fatal(found.Err())
	}
	b.engine = &Engine{Marks: &MemoryMarks{}, Clock: host.FixedClock{At: noon}, Log: func(r *Run) { b.log = append(b.log, r) }}
	b.engine.Add(f)
	return b
}

func (b *bench) fire(event string) Outcome {
	b.t.Helper()
	b.log, b.runner.calls = nil, nil
	es, err := b.reader.JSON([]byte(event))
	if err != nil {
		b.t.Fatal(err)
	}
	o, err := b.engine.Handle(context.Background(), es[0])
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// told returns the log in short: status, and why or the message.
func (b *bench) told() []string {
	var out []string
	for _, r := range b.log {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %d %s %s%s", r.Rule, r.Condition, r.Status, r.Why, r.Message)))
	}
	return out
}

func diff(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func strs(s ...string) []string { return s }

const seedRules = `version: 1
module: Contacts
rules:
  - name: Irish contacts to Google
    on: create
    when: Mailing_Country is Ireland
    do:
      - call: google.dg
        args:
          fname: ${Contacts.First Name}
          lname: ${Contacts.Last Name}
          email: ${Contacts.Email}
          note: "New: ${Contacts.First Name} ${Contacts.Last_Name} ${Contacts.Mobile}!"
`

func texts(names ...string) []Param {
	var ps []Param
	for _, n := range names {
		ps = append(ps, Param{Name: n, Kind: types.Text})
	}
	return ps
}

func TestSeedRule(t *testing.T) {
	b := newBench(t, seedRules, map[string][]Param{"google.dg": texts("fname", "lname", "email", "note", "more")})
	o := b.fire(`{"event":"Contacts.create","id":"e-0007","record":{"id":"91","First_Name":"Ines","Last_Name":"Byrne","Mailing_Country":"ireland"}}`)
	diff(t, strs(`google.dg {"fname":"Ines","lname":"Byrne","email":null,"note":"New: Ines Byrne !","more":null}`), b.runner.calls)
	diff(t, strs("Irish contacts to Google"), o.Ran)
	diff(t, `{"time":"2026-03-04T12:00:00+00:00","event":"e-0007","rule":"Irish contacts to Google","condition":1,"action":"call",`+
		`"function":"automation.google","file":"google.dg","record":"91","args":{"fname":"Ines","lname":"Byrne","email":null,"note":"New: Ines Byrne !","more":null},`+
		`"status":"ok","statements":3,"calls":{"crm":0,"http":0},"info":["hello"],`+
		`"warnings":["there is no ${Contacts.Email}; null is passed","there is no ${Contacts.Mobile}; null is passed"],`+
		`"criteria":[{"criterion":"Mailing_Country is Ireland","value":"ireland","result":true}]}`, b.log[0].String())

	o = b.fire(`{"event":"Contacts.create","record":{"Mailing_Country":"France"}}`)
	diff(t, strs("Irish contacts to Google 1 skipped criteria"), b.told())
	diff(t, []string(nil), o.Ran)
	if c := b.log[0].Criteria; len(c) != 1 || c[0].Result || b.log[0].Record != "100000000000000002" {
		t.Errorf("%s", b.log[0])
	}
	b.fire(`{"event":"Contacts.edit","record":{"id":"91","Mailing_Country":"Ireland"}}`)
	diff(t, strs("Irish contacts to Google 0 skipped trigger"), b.told())
	b.fire(`{"event":"Leads.create","record":{"id":"91","Mailing_Country":"Ireland"}}`)
	diff(t, []string(nil), b.told())
}

func TestConditions(t *testing.T) {
	b := newBench(t, `version: 1
module: Deals
rules:
  - name: off
    active: false
    on: create
    do: [{set: {A: 1}}]
  - name: route
    on: create_or_edit
    conditions:
      - name: large
        when: {criteria: [Amount >= 50000, Stage is Negotiation, {field: Type, is: Renewal}], pattern: "(1 and 2) or 3"}
        do: [{set: {Review: true}}, {call: a.dg}]
      - when: Amount < 1000
        do: [{set: {Size: small, Text: "${Deals.Amount} of ${Deals.Deal Id}"}}]
      - when: else
        do: [{set: {Due: {add: 3 days, to: Closing_Date}, Seen: {add: -1 hours, to: now}, Owner: {id: "7"}}}]
`, map[string][]Param{"a.dg": nil})
	o := b.fire(`{"event":"Deals.create","record":{"id":"1","Amount":60000,"Stage":"negotiation"}}`)
	diff(t, strs("off 0 skipped inactive", "route 1 ok", "route 1 ok", "route 2 skipped earlier condition matched", "route 3 skipped earlier condition matched"), b.told())
	diff(t, `{"id":"1","Amount":60000,"Stage":"negotiation","Review":true}`, value.JSON(value.OfMap(o.Record), nil))
	if w := b.log[1].Writes; len(w) != 1 || w[0].Op != "update" {
		t.Errorf("writes %v", w)
	}

	o = b.fire(`{"event":"Deals.edit","record":{"id":"2","Amount":10},"before":{"id":"2","Amount":20}}`)
	diff(t, strs("off 0 skipped inactive", "route 1 skipped criteria", "route 2 ok", "route 3 skipped earlier condition matched"), b.told())
	diff(t, `{"id":"2","Amount":10,"Size":"small","Text":"10 of 2"}`, value.JSON(value.OfMap(o.Record), nil))
	b.fire(`{"event":"Deals.edit","record":{"id":"2","Amount":10},"before":{"id":"2","Amount":20}}`)
	diff(t, strs("off 0 skipped inactive", "route 0 skipped already ran"), b.told())
	b.fire(`{"event":"Deals.edit","record":{"id":"3","Amount":10},"before":{"id":"3","Amount":10.0}}`)
	diff(t, strs("off 0 skipped inactive", "route 0 skipped trigger"), b.told())

	o = b.fire(`{"event":"Deals.edit","record":{"id":"4","Amount":2000,"Closing_Date":"2026-02-27"}}`)
	diff(t, `{"id":"4","Amount":2000,"Closing_Date":"2026-02-27","Due":"2026-03-02","Seen":"2026-03-04T11:00:00Z","Owner":{"id":"7"}}`,
		value.JSON(value.OfMap(o.Record), nil))
}

func TestFieldUpdate(t *testing.T) {
	rules := func(on string) string {
		return "version: 1\nmodule: Deals\nrules: [{name: r, on: " + on + ", do: [{call: a.dg}]}]"
	}
	tests := []struct {
		on, before, after string
		fires             bool
	}{
		{"{field_update: [Stage]}", `{"Stage":"A"}`, `{"Stage":"B"}`, true},
		{"{field_update: stage}", `{"Stage":"A"}`, `{"Stage":"B"}`, true},
		{"{field_update: [Stage]}", `{"Stage":"A","X":1}`, `{"Stage":"A","X":2}`, false},
		{"{field_update: [Stage]}", `{"Stage":"A"}`, `{}`, true},
		{"{field_update: [Stage, X]}", `{"Stage":"A","X":1}`, `{"Stage":"A","X":2}`, true},
		{"{field_update: [Stage, X], match: all}", `{"Stage":"A","X":1}`, `{"Stage":"A","X":2}`, false},
		{"{field_update: [Stage, X], match: all}", `{"Stage":"A","X":1}`, `{"Stage":"B","X":2}`, true},
		{"{field_update: [Stage], to: {Stage: Closed Won}}", `{"Stage":"A"}`, `{"Stage":"closed won"}`, true},
		{"{field_update: [Stage], to: {Stage: Closed Won}}", `{"Stage":"A"}`, `{"Stage":"B"}`, false},
		{"edit", `{"Stage":"A"}`, `{"Stage":"A"}`, false},
		{"edit", `null`, `{"Stage":"A"}`, true},
	}
	for _, tt := range tests {
		b := newBench(t, rules(tt.on), map[string][]Param{"a.dg": nil})
		event := `{"event":"Deals.edit","record":` + tt.after + `,"before":` + tt.before + `}`
		for range 2 { // field updates and edits repeat
			if o := b.fire(event); len(o.Ran) == 1 != tt.fires {
				t.Errorf("%s, %s to %s: %v", tt.on, tt.before, tt.after, b.told())
			}
		}
	}
	b := newBench(t, rules("{field_update: [Stage]}"), map[string][]Param{"a.dg": nil})
	if o := b.fire(`{"event":"Deals.edit","record":{"Stage":"B","X":1},"changed":["X"]}`); len(o.Ran) > 0 {
		t.Error("listed changes are not used")
	}
}

// TestArguments maps one expression to one parameter a row.
func TestArguments(t *testing.T) {
	const event = `{"event":"Deals.edit","id":"e-1","user":{"id":"70","name":"Mira"},"time":"2026-03-04T10:15:00+00:00",
	 "record":{"id":"910000000000009101","Deal_Name":"Quay","Amount":62000,"Ratio":1.5,"Digits":"12","Flag":true,"Day":"2026-03-04","Nothing":null,
	   "Tags":["a","b"],"Text":"a,b","Account_Name":{"id":"9","name":"Harbour"},"Owner":{"id":"77","name":"Ada"},"Sub":{"x":1}},
	 "before":{"id":"910000000000009101","Amount":5}}`
	tests := []struct {
		kind       types.Kind
		expr, want string // JSON, or the error after "!"
	}{
		{types.Any, "${Deals.Amount}", "62000"},
		{types.Any, "${Deal.Amount}", "62000"},
		{types.Text, "${Deals.Amount}", `"62000"`},
		{types.Text, "${Deals.Deal_Name}", `"Quay"`},
		{types.Text, "${Deals.Deal Name}", `"Quay"`},
		{types.Text, "${deals.deal name}", `"Quay"`},
		{types.Text, "${Deals.Deal Id}", `"910000000000009101"`},
		{types.Text, "${Deals.ID}", `"910000000000009101"`},
		{types.Number, "${Deals.Id}", `910000000000009101`},
		{types.Text, "${Deals.Account Name}", `"Harbour"`},
		{types.Text, "${Deals.Account Name.Id}", `"9"`},
		{types.Text, "${Accounts.Account Id}", `"9"`},
		{types.Text, "${Account_Name.name}", `"Harbour"`},
		{types.Text, "${Deals.Owner.ID}", `"77"`},
		{types.Text, "${Users.User Id}", `"77"`},
		{types.Text, "${Owner.Name}", `"Ada"`},
		{types.Text, "${Current_User.Name}", `"Mira"`},
		{types.Number, "${Previous.Amount}", "5"},
		{types.Text, "${Previous.Deal_Name}", "null"},
		{types.Text, "${Rule.Name}", `"r"`},
		{types.Text, "${Execution.Id}", `"e-1"`},
		{types.DateTime, "${Execution.Time}", `"04-Mar-2026 10:15:00"`},
		{types.Map, "${Deals.Account Name}", `{"id":"9","name":"Harbour"}`},
		{types.Map, "${Deals.Amount}", "!argument p: "},
		{types.Text, "${Deals.Nothing}", "null"},
		{types.Text, "${Deals.No Such}", "null"},
		{types.Text, "${Nowhere.X}", "null"},
		{types.Text, "${Deals.Deal Name}/${Deals.Nothing}/${Deals.Account Name}", `"Quay//Harbour"`},
		{types.Text, "plain", `"plain"`},
		{types.Number, "5", "5"},
		{types.Number, "${Deals.Digits}", "12"},
		{types.Number, "${Deals.Ratio}", "!argument p: "},
		{types.Number, "${Deals.Deal_Name}", "!argument p: 'Quay' can not be cast to 'BIGINT'"},
		{types.Number, "${Deals.Flag}", "!argument p: "},
		{types.Decimal, "${Deals.Digits}", "12.0"},
		{types.Decimal, "${Deals.Ratio}", "1.5"},
		{types.Bool, "${Deals.Flag}", "true"},
		{types.Bool, "1", "true"},
		{types.Bool, "${Deals.Deal_Name}", "!argument p: "},
		{types.Text, "${Deals.Flag}", `"true"`},
		{types.Text, "${Deals.Tags}", `"[\"a\",\"b\"]"`},
		{types.Text, "${Deals.Sub}", `"{\"x\":1}"`},
		{types.List, "${Deals.Tags}", `["a","b"]`},
		{types.List, "${Deals.Text}", `["a","b"]`},
		{types.List, "${Deals.Amount}", `[62000]`},
		{types.List, "[1, '2']", `[1,"2"]`},
		{types.Map, "{a: 1}", `{"a":1}`},
		{types.DateTime, "${Deals.Day}", `"04-Mar-2026"`},
		{types.DateTime, "${Deals.Amount}", "!argument p: "},
	}
	for _, tt := range tests {
		t.Run(tt.kind.String()+" "+tt.expr, func(t *testing.T) {
			rules := "version: 1\nmodule: Deals\nrules:\n  - name: r\n    on: edit\n    do:\n      - call: a.dg\n        args:\n          p: " + tt.expr + "\n"
			b := newBench(t, rules, map[string][]Param{"a.dg": {{"p", tt.kind}}})
			o := b.fire(event)
			run := b.log[0]
			if want, bad := strings.CutPrefix(tt.want, "!"); bad {
				if run.Status != Failed || run.Kind != "argument" || !strings.HasPrefix(run.Message, want) || o.Failed != 1 || len(b.runner.calls) > 0 {
					t.Errorf("%s", run)
				}
				return
			}
			diff(t, strs(`a.dg {"p":`+tt.want+`}`), b.runner.calls)
		})
	}
}

func TestLinkMistakes(t *testing.T) {
	tests := []struct{ do, want string }{
		{"{call: a.dg, args: {q: 1}}", `automation.a has no parameter "q"`},
		{"{call: a.dg, args: [1, 2]}", "2 arguments for the 1 parameters of automation.a"},
		{"{call: a.dg, args: [1]}", ""},
		{"{call: b.dg, args: [1]}", "takes its arguments by name"},
		{"{call: b.dg, args: {any: 1}}", ""},
		{"{call: c.dg}", "no file c.dg"},
	}
	for _, tt := range tests {
		f, list := Parse(sourceFile("r.yaml", "version: 1\nmodule: C\nrules: [{name: r, on: create, do: ["+tt.do+"]}]"))
		if f == nil {
			t.Fatal(list)
		}
		found := f.Link(context.Background(), &fakeRunner{params: map[string][]Param{"a.dg": texts("p"), "b.dg": nil}})
		if tt.want == "" && len(found) > 0 || tt.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message, tt.want)) {
			t.Errorf("%s: %v", tt.do, found)
		}
	}
}

func TestFailures(t *testing.T) {
	b := newBench(t, "version: 1\nmodule: C\nrules: [{name: r, on: create, do: [{call: a.dg}, {set: {A: 1}}]}]", map[string][]Param{"a.dg": nil})
	b.runner.fail = &Failure{Kind: "http", Message: "no answer", File: "a.dg", Line: 3}
	o := b.fire(`{"event":"C.create","record":{}}`)
	diff(t, strs("r 1 failed no answer", "r 1 ok"), b.told())
	if r := b.log[0]; o.Failed != 1 || r.Kind != "http" || r.Line != 3 {
		t.Errorf("%+v", r)
	}
	b.runner.fail = errors.New("odd")
	b.fire(`{"event":"C.create","record":{}}`)
	diff(t, strs("r 1 failed odd", "r 1 ok"), b.told())
}

func TestOrder(t *testing.T) {
	b := newBench(t, `version: 1
module: C
rules:
  - {name: a, on: create, do: [{set: {A: 1}}]}
  - {name: b, on: create, order: 2, do: [{set: {A: 1}}]}
  - {name: c, on: create, order: 1, do: [{set: {A: 1}}]}
  - {name: d, on: delete, do: [{set: {A: 1}}]}
`, nil)
	diff(t, strs("c", "b", "a"), b.fire(`{"event":"C.create","record":{}}`).Ran)
	b.fire(`{"event":"C.delete","before":{"id":"5"}}`)
	diff(t, "d 1 skipped record deleted", b.told()[3])
}

// TestScripts runs real scripts through the façade.
func TestScripts(t *testing.T) {
	files := map[string]string{
		"one.dg":  "void automation.one(string a, int n)\n{\n\tinfo a + n;\n}\n",
		"two.dg":  "int a.first() { return 1; }\nint a.second(int n)\n{\n\treturn n / 0;\n}\n",
		"bare.dg": "info given + 1;\n",
		"loop.dg": "void automation.loop()\n{\n\twhile(true)\n\t{\n\t\tx = 1;\n\t}\n}\n",
		"bad.dg":  "info (;\n",
	}
	scripts := &Scripts{
		Options: dg.Options{Registry: registry.New()},
		Read: func(f string) ([]byte, error) {
			s, ok := files[f]
			if !ok {
				return nil, fmt.Errorf("there is no file %s", f)
			}
			return []byte(s), nil
		},
	}
	f, list := Parse(sourceFile("r.yaml", `version: 1
module: C
rules:
  - name: r
    on: create
    do:
      - {call: one.dg, args: ["${C.Name}", "${C.Count}"]}
      - {call: two.dg#second, args: {n: 4}}
      - {call: bare.dg, args: {given: 41}}
      - {call: loop.dg, timeout: 50ms}
`))
	if f == nil {
		t.Fatal(list)
	}
	if found := f.Link(context.Background(), scripts); found.HasErrors() {
		t.Fatal(found.Err())
	}
	var log []*Run
	e := &Engine{Marks: &MemoryMarks{}, Clock: host.SystemClock{}, Log: func(r *Run) { log = append(log, r) }}
	e.Add(f)
	ev, err := (&EventReader{Now: noon}).Shorthand(strs("C.create", "Name=n", "Count=7"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Handle(context.Background(), ev); err != nil {
		t.Fatal(err)
	}
	diff(t, strs("n7"), log[0].Info)
	if r := log[1]; r.Status != Failed || r.Kind != "runtime" || r.Line != 4 || r.File != "two.dg" || r.Function != "a.second" || !strings.Contains(r.Message, "Divide by zero") {
		t.Errorf("%s", r)
	}
	diff(t, strs("42"), log[2].Info)
	if r := log[3]; r.Kind != "limit" || r.Message != "the function ran longer than 50ms" {
		t.Errorf("%s", r)
	}
	for file, want := range map[string]string{"bad.dg": "bad.dg:1:", "none.dg": "no file", "two.dg": "holds 2 functions", "one.dg#on": `did you mean "one"?`} {
		name, fn, _ := strings.Cut(file, "#")
		if _, err := scripts.Script(context.Background(), name, fn); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestEvents(t *testing.T) {
	r := &EventReader{Now: noon}
	e, err := r.Shorthand(strs("Deals.edit", "910000000009001", "Stage=Closed Won", "Amount=5.50", "Phone=0871", `Tags=["a"]`, "Empty="))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, `{"id":"910000000009001","Stage":"Closed Won","Amount":5.5,"Phone":"0871","Tags":["a"],"Empty":""}`, value.JSON(value.OfMap(e.Record), nil))
	for words, want := range map[string]string{
		"Deals.creat":                        `did you mean "Deals.create"?`,
		"Deals.note_create":                  "not available yet",
		"Deals":                              "is no event",
		"Deals.create x y":                   `"y" is not FIELD=VALUE`,
		"Deals.create A=1 910000":            "is not FIELD=VALUE",
		"Deals.create =x":                    "is not FIELD=VALUE",
		`{"event":"C.create"}`:               "event 1: it has no record",
		`{"event":"C.create","rec":1}`:       `unknown key "rec"`,
		`[1]`:                                "event 1 is no object",
		`{`:                                  "not JSON",
		`{"operation":"insert","ids":["1"]}`: "need the record store",
		`{"event":"C.create","record":[]}`:   "record must be an object",
		`{"event":"C.create","record":{},"time":"x"}`:   "time is no time",
		`{"event":"C.edit","record":{},"changed":"x"}`:  "changed must be a list",
		`{"event":"C.create","record":{},"before":"x"}`: "before must be an object",
	} {
		var err error
		if strings.ContainsAny(words[:1], "[{") {
			_, err = r.JSON([]byte(words))
		} else {
			_, err = r.Shorthand(strings.Split(words, " "))
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", words, err)
		}
	}
}

// TestCircular keeps a value that contains itself out of the log.
func TestCircular(t *testing.T) {
	m := value.NewMap()
	m.Put("m", value.OfMap(m))
	r := &Run{Args: &JSON{Value: value.OfMap(m)}}
	if !json.Valid([]byte(r.String())) {
		t.Error(r.String())
	}
}
