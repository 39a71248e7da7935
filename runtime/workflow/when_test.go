package workflow

import (
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

func mustRecord(t testing.TB, json string) *value.Map {
	t.Helper()
	v, err := value.FromJSON(json)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := v.AsMap()
	return m
}

const deal = `{"id": "1", "Deal_Name": "Harbour & Co", "Amount": 50000, "Rate": 1.50, "Score": "7", "Zip": "007",
	"Stage": "Closed Won", "Nothing": null, "Blank": "", "None": [], "Opt_In": true, "Opt_Out": false,
	"Tags": ["Red", "blue"], "Owner": {"id": "77", "name": "Mira Okafor", "email": "mira@example.test"},
	"Account_Name": {"id": "9", "name": "Quay", "Industry": "Ports"}, "Big": 910000000000009101,
	"Closing_Date": "2026-03-04", "Modified_Time": "2026-03-04T10:15:00+00:00", "Previous_Stage": "closed won",
	"Phone": "+353 1", "Last Seen": "2026-03-01"}`

// TestWhen runs every operator on values of every kind. Now is Wednesday,
// 4 March 2026, 12:00 UTC.
func TestWhen(t *testing.T) {
	tests := []struct {
		when string
		want bool
	}{
		// text, without regard to case
		{"Stage is Closed Won", true},
		{"Stage is closed won", true},
		{`Stage is "closed won "`, true},
		{"Stage = Closed Won", true},
		{"Stage == Closed Won", true},
		{"Stage is Open", false},
		{"Stage is not Open", true},
		{"Stage != Closed Won", false},
		{"stage is Closed Won", true},
		{`"Deal Name" is "Harbour & Co"`, true},
		{"Deal_Name contains harbour", true},
		{"Deal_Name does not contain harbour", false},
		{"Deal_Name starts with HARB", true},
		{"Deal_Name ends with co", true},
		{"Deal_Name ends with harbour", false},
		{"Stage in [Open, 'Closed Won']", true},
		{"Stage in Open, Closed Won", true},
		{"Stage not in [Open, Lost]", true},
		{"Phone is +353 1", true},
		// numbers
		{"Amount is 50000", true},
		{"Amount is 50000.00", true},
		{`Amount is "50000"`, true},
		{"Amount >= 50000", true},
		{"Amount > 50000", false},
		{"Amount < 50000.5", true},
		{"Amount <= 49999", false},
		{"Amount between 10 and 50000", true},
		{"Amount between [60000, 70000]", false},
		{"Amount not between 60000 and 70000", true},
		{"Amount in [1, 50000]", true},
		{"Rate is 1.5", true},
		{"Score > 6", true},
		{"Score is 7.0", true},
		{"Zip is 7", true},
		{`Zip is "7"`, false},
		{`Zip is "007"`, true},
		{"Big is 910000000000009101", true},
		// booleans
		{"Opt_In is true", true},
		{`Opt_In is "TRUE"`, true},
		{"Opt_In is 1", true},
		{"Opt_In is false", false},
		{"Opt_Out is false", true},
		{"Opt_Out is not true", true},
		// emptiness
		{"Nothing is empty", true},
		{"Blank is empty", true},
		{"None is empty", true},
		{"No_Such_Field is empty", true},
		{"Stage is empty", false},
		{"Stage is not empty", true},
		{`Stage is ""`, false},
		{`Blank is ""`, true},
		{`Stage is "empty"`, false},
		{"Nothing is x", false},
		{"Nothing is not x", true},
		{"Nothing contains x", false},
		{"Nothing does not contain x", true},
		{"Nothing > 1", false},
		{"Nothing in [a]", false},
		{"Nothing not in [a]", true},
		{"Nothing not between 1 and 2", true},
		{"Nothing is false", false},
		// multi-select lists
		{"Tags is [Blue, red]", true},
		{"Tags is red", false},
		{"Tags is not [red]", true},
		{"Tags contains red", true},
		{"Tags contains [red, blue]", true},
		{"Tags contains [red, green]", false},
		{"Tags in [green, blue]", true},
		{"Tags not in [green]", true},
		// lookups and owner
		{"Owner is 77", true},
		{"Owner is Mira Okafor", true},
		{"Owner is mira@example.test", true},
		{"Owner is not 78", true},
		{"Account_Name starts with qu", true},
		{"Account_Name.Industry is ports", true},
		{"Account_Name.Nothing is empty", true},
		// dates
		{"Closing_Date is today", true},
		{"Closing_Date is 2026-03-04", true},
		{"Closing_Date is 04-Mar-2026", true},
		{"Closing_Date is now", true},
		{"Closing_Date is tomorrow", false},
		{"Closing_Date > yesterday", true},
		{"Closing_Date < +3 days", true},
		{"Closing_Date > -2 weeks", true},
		{"Closing_Date is this week", true},
		{"Closing_Date is this quarter", true},
		{"Closing_Date is next month", false},
		{"Closing_Date is last 30 days", true},
		{"Closing_Date < next year", true},
		{"Closing_Date between 2026-03-01 and 2026-03-04", true},
		{"Modified_Time is today", true},
		{"Modified_Time is 2026-03-04T11:15:00+01:00", true},
		{"Modified_Time < now", true},
		{"Modified_Time > -2 hours", true},
		{"Modified_Time > -1 hours", false},
		{"Modified_Time <= today", true},
		{"Modified_Time > today", false},
		{`"Last Seen" < today`, true},
		// joined
		{"Amount >= 50000 and Stage is Closed Won", true},
		{"Amount > 50000 or Stage is Closed Won and Opt_In is true", true},
		{"(Amount > 50000 or Stage is Closed Won) and Opt_In is false", false},
		{"Amount >= 50000 and (Stage is \"Negotiation\" or Owner is not empty)", true},
		{"Amount between 1 and 2 or Opt_In is true", true},
		// as a condition of a script
		{`Stage == "closed won" && Amount >= 5000`, true},
		{`Stage == "Open" || !Opt_Out`, true},
		{`Nothing == null`, true},
		{`Stage != null`, true},
		{`Nothing == null && Stage != ""`, true},
		{`Stage == Previous_Stage && true == Opt_In`, true},
		{`50000 <= Amount && input.Rate == 1.5`, true},
		{`Amount == -1 || Account_Name.Industry == "Ports"`, true},
		{`Deal_Name.contains("harbour") && isNull(Nothing) && !Blank.isEmpty()`, false},
		{`Deal_Name.startsWith("h") == true || Opt_In`, false},
		{`"Closed Won" == Stage`, true},
	}
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		t.Run(tt.when, func(t *testing.T) {
			c, err := parseWhen(tt.when)
			if err != nil {
				if strings.Contains(tt.when, "== true") {
					return // a call compared with a value is refused
				}
				t.Fatalf("%s at %d-%d", err, err.from, err.to)
			}
			s := &scope{record: mustRecord(t, deal), format: &value.Format{}, now: now}
			if got := c.holds(s); got != tt.want {
				t.Errorf("holds: %v; %+v", got, s.trace)
			}
		})
	}
}

func TestWhenMistakes(t *testing.T) {
	tests := []struct{ when, message, hint, under string }{
		{"", "expected a field but found end of the condition", "", ""},
		{"Stage", "expected an operator such as is, contains or >= but found end of the condition", "quotes", ""},
		{"Mailing Country is Ireland", `but found "Country"`, "a field name with blanks needs quotes", "Country"},
		{"Stage contain Won", `but found "contain"`, `did you mean "contains"?`, "contain"},
		{"Stage is", "expected a value but found end", "", ""},
		{"Stage is Research and Development", "expected an operator", "quotes", ""},
		{`Stage is "x" y`, `unexpected "y"`, "quotes", "y"},
		{`Stage is "x`, "the quotes are not closed", "", `"x`},
		{"(Stage is x", "expected )", "", ""},
		{"Stage in [x", "expected , or ]", "", ""},
		{"Amount between 1", "between takes two values", "between 10 and 20", ""},
		{"Amount between [1]", "between takes two values", "", ""},
		{"Amount > [1, 2]", "one value", "", "["},
		{"Amount > many", "\"many\" is neither a number nor a date", "", "Amount > many"},
		{"Closing_Date > +3 dayz", "neither a number nor a date", "", ""},
		{"Closing_Date > +9223372036854775807 days", "neither a number nor a date", "", ""},
		{`Stage == "x" && Amount > "many"`, "neither a number nor a date", "", `"many"`},
		{"Stage changed", `"changed" is a matter of the trigger`, "field_update: [Stage]", "changed"},
		{"Owner.Role is CEO", "the role of the owner is not available yet", "", "Owner.Role"},
		{"Stage is ${Previous.Stage}", "merge fields are not available in criteria", "", ""},
		{`Stage == "x" && Amount + 1`, "+ is not available here", "", "Amount + 1"},
		{`Stage == "x" && "a" == "b"`, "one side of a comparison must be a field", "", `"a" == "b"`},
		{`Stage == "x" && f(Stage)`, "f is not available in a condition", "contains", "f(Stage)"},
		{`Stage == "x" && `, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.when, func(t *testing.T) {
			c, err := parseWhen(tt.when)
			if err == nil {
				t.Fatalf("read as %#v", c)
			}
			if !strings.Contains(err.message, tt.message) || !strings.Contains(err.hint, tt.hint) {
				t.Errorf("got %q, hint %q", err.message, err.hint)
			}
			if got := tt.when[err.from:err.to]; tt.under != "" && got != tt.under {
				t.Errorf("marks %q", got)
			}
		})
	}
}

func TestPattern(t *testing.T) {
	f, tr := Criteria(not{allOf{}}), Criteria(allOf{})
	tests := []struct {
		pattern string
		want    bool
		mixed   bool
		err     string
	}{
		{"(1 and 2) or 3", true, false, ""},
		{"(1 AND 2)OR 3", true, false, ""},
		{"1 and (2 or 3)", false, false, ""},
		{"1 and 2 or 3", true, true, ""},
		{"1 and 2 and 3", false, false, ""},
		{"1 or 2", false, false, "does not use criterion 3"},
		{"1 or 2 or 4", false, false, "there is no criterion 4; they are numbered from 1 to 3"},
		{"(1 or 2 or 3", false, false, "lacks a )"},
		{"1 or 2 or 3)", false, false, `unexpected ")"`},
		{"1 xor 2 or 3", false, false, `unexpected "xor"`},
		{"1 or", false, false, "ends too early"},
		{"a", false, false, "no number"},
		{strings.Repeat("(", 1000), false, false, "too deeply"},
	}
	for _, tt := range tests {
		c, mixed, err := parsePattern(tt.pattern, []Criteria{f, f, tr})
		switch {
		case tt.err != "":
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v", tt.pattern, err)
			}
		case err != nil:
			t.Errorf("%s: %v", tt.pattern, err)
		case c.holds(&scope{}) != tt.want || mixed != tt.mixed:
			t.Errorf("%s: %v, mixed %v", tt.pattern, !tt.want, mixed)
		}
	}
}

// FuzzWhen reads any text as criteria and evaluates what it reads.
func FuzzWhen(f *testing.F) {
	for _, s := range []string{"Stage is Closed Won", "a in [b, c] and (d > 1 or e between 1 and 2)", `a == "b" && !c`, `"a b" is not empty`, "x < +3 days"} {
		f.Add(s)
	}
	record := mustRecord(f, deal)
	f.Fuzz(func(t *testing.T, s string) {
		c, err := parseWhen(s)
		if err != nil {
			if err.from < 0 || err.to > len(s) || err.from > err.to {
				t.Errorf("marks %d to %d of %q", err.from, err.to, s)
			}
			return
		}
		c.holds(&scope{record: record, format: &value.Format{}, now: time.Unix(0, 0)})
	})
}
