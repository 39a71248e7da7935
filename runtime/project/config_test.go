package project

import (
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/lang/source"
)

func TestParse(t *testing.T) {
	c, found := Parse(source.NewFile("dg.yaml", `# settings
dialect: creator
timezone: Europe/Dublin
user: Mira <mira@example.test>
admin: Grace
app: crm-sync
ip: 10.0.0.7
limits:
  zoho: true
  statements: 5000
  calls: 20
  time: 30s
forms: [Orders, Order_Lines]
net: {timeout: 10s, max_response: 1000, allow: [example.test]}
language:
  listText: json
  wholeDecimal: bare
  rawEscapes: true
  dateFormat: dd/MM/yyyy HH:mm:ss
`))
	if found != nil {
		t.Fatal(found.Err())
	}
	if c.Dialect != "creator" || c.Timezone != "Europe/Dublin" || c.User != "Mira <mira@example.test>" || !c.Zoho || c.Statements != 5000 ||
		c.Time != 30*time.Second || c.Timeout != 10*time.Second || c.MaxBytes != 1000 || len(c.Allow) != 1 || len(c.Forms) != 2 || c.Forms[1] != "Order_Lines" || !c.ListJSON || !c.Whole || !c.RawEscapes ||
		c.Admin != "Grace" || c.App != "crm-sync" || c.IP != "10.0.0.7" || c.Calls != 20 ||
		c.DateLayout != "02/01/2006" || !c.DateTimes {
		t.Errorf("%+v", c)
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"dialct: creator":                   `dg.yaml:1:1: unknown setting "dialct" (did you mean "dialect"?)`,
		"dialect: french":                   "dg.yaml:1:10: dialect: generic or creator is expected ()",
		"limits:\n  steps: 1":               `dg.yaml:2:3: unknown setting "limits.steps" ()`,
		"limits:\n  statement: 1":           `dg.yaml:2:3: unknown setting "limits.statement" (did you mean "limits.statements"?)`,
		"limits: 5":                         "dg.yaml:1:9: settings are written as key: value ()",
		"limits: {time: soon}":              "dg.yaml:1:16: limits.time: a time such as 30s or 2m is expected ()",
		"limits: {statements: -1}":          "dg.yaml:1:22: limits.statements: a number above 0 is expected ()",
		"timezone: Mars/Base":               `dg.yaml:1:11: timezone: unknown time zone "Mars/Base"; use a name such as Europe/Dublin ()`,
		"net:\n  allow: 5":                  "dg.yaml:2:10: net.allow: a list of hosts is expected ()",
		"- a":                               "dg.yaml:1:1: settings are written as key: value ()",
		"dialect: [":                        "dg.yaml:1:",
		"a: 1\n\tb: 2":                      "dg.yaml:",
		"language: {listText: yes please}":  "dg.yaml:1:22: language.listText: csv or json is expected ()",
		"language: {rawEscapes: sometimes}": "dg.yaml:1:24: language.rawEscapes: true or false is expected ()",
		"language: {dateFormat: MM-yyyy}":   "dg.yaml:1:24: language.dateFormat: a date format such as dd-MMM-yyyy, or dd-MMM-yyyy HH:mm:ss is expected ()",
		"language: {dateFormat: HH:mm}":     "dg.yaml:1:24: language.dateFormat: a date format such as",
		"language: {dateformat: HH:mm}":     `dg.yaml:1:12: unknown setting "language.dateformat" (did you mean "language.dateFormat"?)`,
		"user: {a: 1}":                      "dg.yaml:1:7: user: a name or an address is expected ()",
		"limits: {zoho: perhaps}":           "dg.yaml:1:16: limits.zoho: true or false is expected ()",
	} {
		_, found := Parse(source.NewFile("dg.yaml", text))
		if len(found) == 0 {
			t.Errorf("%q: nothing found", text)
			continue
		}
		if got := found[0].Error() + " (" + found[0].Hint + ")"; !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if _, found := Parse(source.NewFile("dg.yaml", "")); found != nil {
		t.Errorf("an empty file: %v", found)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("dialect: creator\nnet: {allow: [a]}")
	f.Fuzz(func(t *testing.T, text string) {
		_, found := Parse(source.NewFile("dg.yaml", text))
		for _, d := range found {
			if d.Message == "" {
				t.Fatalf("%q: finding without words", text)
			}
		}
	})
}
