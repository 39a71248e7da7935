package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// parseSizes are lines of source, and how many times goja's time dg may take.
var parseSizes = []struct {
	lines int
	most  float64
}{{300, 4}, {20_000, 5}}

// runParse parses the same statements in Deluge and in JavaScript.
func runParse(o *options) error {
	var parts []string
	missed := false
	for _, size := range parseSizes {
		deluge, js := generate(delugeBlock, size.lines), generate(jsBlock, size.lines)
		if f := syntax.Parse(source.NewFile("bench.dg", deluge), "generic"); f.Errors.HasErrors() {
			return fmt.Errorf("the source is wrong: %v", f.Errors)
		}
		if _, err := goja.Parse("bench.js", js, parser.WithDisableSourceMaps); err != nil {
			return err
		}
		times := inTurn(o.rounds, max(1, 30_000/size.lines),
			func() { syntax.Parse(source.NewFile("bench.dg", deluge), "generic") },
			func() { _, _ = goja.Parse("bench.js", js, parser.WithDisableSourceMaps) })
		r := times.ratio(0, 1)
		missed = missed || r > size.most
		parts = append(parts, fmt.Sprintf("%d lines %.2f, at most %g (%.2f ms, %.0f MB/s)",
			size.lines, r, size.most, 1000*times.median(0), float64(len(deluge))/1e6/times.median(0)))
	}
	fmt.Println("times goja's parser: " + strings.Join(parts, "; "))
	if o.check && missed {
		return fmt.Errorf("missed: %s", strings.Join(parts, "; "))
	}
	return nil
}

// generate repeats a block, with a number for each #, up to some lines.
func generate(block string, lines int) string {
	var b strings.Builder
	per := strings.Count(block, "\n")
	for i := range max(1, lines/per) {
		b.WriteString(strings.ReplaceAll(block, "#", strconv.Itoa(i)))
	}
	return b.String()
}

// The two blocks say the same, each in its language.
const delugeBlock = `// order # of the customer, with its lines
order# = zoho.books.getRecordByID("salesorders",organization,orderId);
tax# = ifnull(order#.get("tax"),0) * 1.19 + 4 - rebate / 12;
if(tax# > 500 && order#.get("status") != "void" || always == true)
{
	entry# = Map();
	entry#.put("Reference",order#.get("number").trim() + " / " + tax#);
	entry#.put("Tax",tax#.round(2));
	entry#.put("Contact",{"id":order#.get("contact").get("id"),"kinds":{"buyer","payer"}});
	entries.add(entry#);
}
else if(!order#.containsKey("status") && seen >= 25)
{
	info "order " + order#.get("number") + " has no state";
}
else
{
	seen = seen + 1;
}
for each piece in order#.get("line_items")
{
	amount = piece.get("quantity").toLong();
	sum = sum + amount * (piece.get("rate") - piece.get("discount")) % 89;
	if(amount < 1)
	{
		continue;
	}
	titles.add(piece.get("item").get("name").toUpperCase().replaceAll("\"","'"));
}
try
{
	answer# = invokeurl
	[
		url: "https://www.zohoapis.com/books/v3/salesorders/" + order#.get("id")
		type: POST
		parameters: entry#.toString()
		connection: "books"
	];
	info answer#;
}
catch (e)
{
	info "refused: " + e;
}
`

const jsBlock = `// order # of the customer, with its lines
order# = zoho.books.getRecordByID("salesorders",organization,orderId);
tax# = ifnull(order#.get("tax"),0) * 1.19 + 4 - rebate / 12;
if(tax# > 500 && order#.get("status") != "void" || always == true)
{
	entry# = Map();
	entry#.put("Reference",order#.get("number").trim() + " / " + tax#);
	entry#.put("Tax",tax#.round(2));
	entry#.put("Contact",{"id":order#.get("contact").get("id"),"kinds":["buyer","payer"]});
	entries.add(entry#);
}
else if(!order#.containsKey("status") && seen >= 25)
{
	info("order " + order#.get("number") + " has no state");
}
else
{
	seen = seen + 1;
}
for(piece of order#.get("line_items"))
{
	amount = piece.get("quantity").toLong();
	sum = sum + amount * (piece.get("rate") - piece.get("discount")) % 89;
	if(amount < 1)
	{
		continue;
	}
	titles.add(piece.get("item").get("name").toUpperCase().replaceAll("\"","'"));
}
try
{
	answer# = invokeurl
	({
		url: "https://www.zohoapis.com/books/v3/salesorders/" + order#.get("id"),
		type: POST,
		parameters: entry#.toString(),
		connection: "books"
	});
	info(answer#);
}
catch (e)
{
	info("refused: " + e);
}
`
