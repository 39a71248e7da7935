package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dg-lang/dg/runtime/value"
)

// How many times the time of encoding/json dg may take.
const (
	mostOfRead  = 0.4
	mostOfWrite = 0.2
)

// runJSON reads and writes a document of 5 MB.
func runJSON(o *options) error {
	text := document(16_000)
	ours, err := value.FromJSON(text)
	if err != nil {
		return err
	}
	if value.JSON(ours, nil) != text {
		return errors.New("the order or a number of the document is lost")
	}
	var theirs any
	if err := json.Unmarshal([]byte(text), &theirs); err != nil {
		return err
	}
	read := inTurn(o.rounds, 5,
		func() { _, _ = value.FromJSON(text) },
		func() {
			var v any
			_ = json.Unmarshal([]byte(text), &v)
		})
	write := inTurn(o.rounds, 10,
		func() { _ = value.JSON(ours, nil) },
		func() { _, _ = json.Marshal(theirs) })
	r, w := read.ratio(0, 1), write.ratio(0, 1)
	line := fmt.Sprintf("times encoding/json, %.1f MB with its order and numbers of 19 digits kept: reading %.2f, at most %g (%.0f MB/s), writing %.2f, at most %g (%.0f MB/s)",
		float64(len(text))/1e6, r, mostOfRead, float64(len(text))/1e6/read.median(0), w, mostOfWrite, float64(len(text))/1e6/write.median(0))
	fmt.Println(line)
	if o.check && (r > mostOfRead || w > mostOfWrite) {
		return errors.New("missed: " + line)
	}
	return nil
}

// document is a list of records, as dg writes it: without blanks, with keys in an
// order that is not the alphabet's.
func document(records int) string {
	var b strings.Builder
	b.WriteString(`{"page":{"more":false,"count":16000},"orders":[`)
	for i := range records {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"Subject":"Order %d","Paid":%t,"Contact":{"mail":"c%d@example.org","id":%d},"Marks":["m%d","n%d","late"],`+
			`"Sum":%d.%d5,"Remark":"A longer remark with \"quotes\" and a / for order number %d","Parent":null,`+
			`"Items":[{"sku":"P%d","count":%d},{"sku":"Q%d","count":%d}]}`,
			4_000_000_000_000_000_000+i, i, i%2 == 0, i%60, i%60, i%7, i%11, i*31%9001, i%10, i, i, i%5, i, i%3)
	}
	b.WriteString("]}")
	return b.String()
}
