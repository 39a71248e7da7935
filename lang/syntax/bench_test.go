package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/source"
)

// benchBlock is what scripts are made of; # stands for a number.
const benchBlock = `// step #: the bills of one customer
customer# = zoho.books.getRecordsByID("contacts",org,id);
due# = ifnull(customer#.get("due"),0) * 1.07 + fee - 3 / 2;
if(due# > 100 && customer#.get("state") != "closed" || force == true)
{
	row# = Map();
	row#.put("name",customer#.get("name").trim() + " (" + due# + ")");
	row#.put("tags",{"a":{"b",1},"c":null});
	rows.add(row#);
}
else
{
	skipped = skipped + 1;
}
for each  bill in customer#.get("bills")
{
	total = total + bill.get("sum").toDecimal() % 97;
	if(total < 1)
	{
		continue;
	}
}
try
{
	answer# = invokeurl
	[
		url :"https://example.test/bills/" + customer#.get("id")
		type :POST
		parameters:row#.toString()
		connection:"books"
	];
	info answer#;
}
catch (e)
{
	info "failed: " + e;
}
`

func benchScript(lines int) string {
	var b strings.Builder
	for i := 0; i*strings.Count(benchBlock, "\n") < lines; i++ {
		b.WriteString(strings.ReplaceAll(benchBlock, "#", fmt.Sprint(i)))
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	for _, lines := range []int{300, 20_000} {
		text := benchScript(lines)
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if f := Parse(source.NewFile("bench.dg", text), Generic); len(f.Errors) > 0 {
					b.Fatal(f.Errors)
				}
			}
		})
	}
}

func BenchmarkTokens(b *testing.B) {
	text := benchScript(300)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		newScanner(source.NewFile("bench.dg", text)).all()
	}
}

// TestAllocations: what a parse allocates is counted, since time is not the same on
// two machines. The nodes of the tree are most of it.
func TestAllocations(t *testing.T) {
	text := benchScript(300)
	for name, c := range map[string]struct {
		most float64
		do   func()
	}{
		"tokens": {10, func() { newScanner(source.NewFile("bench.dg", text)).all() }},
		"parse":  {1450, func() { Parse(source.NewFile("bench.dg", text), Generic) }},
	} {
		if got := testing.AllocsPerRun(20, c.do); got > c.most {
			t.Errorf("%s of 300 lines: %v allocations, at most %v", name, got, c.most)
		}
	}
}
