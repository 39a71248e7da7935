package value_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/value"
)

// document is what a service sends: records with texts, ids, flags and nested parts.
func document(records int) string {
	var b strings.Builder
	b.WriteString(`{"data":[`)
	for i := range records {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"Account_Name":"Account %d","Active":%t,"Owner":{"id":%d,"email":"owner%d@example.com"},`+
			`"Tags":["t%d","vip"],"Amount":%d.25,"Description":"Some text with a \"quote\" and a line\nfor record %d","Parent":null}`,
			5000000000+i, i, i%2 == 0, i%50, i%50, i%7, i*37%10007, i)
	}
	b.WriteString(`]}`)
	return b.String()
}

// The goals are 0.4 times encoding/json for reading and 0.2 times for writing; the
// claim json-speed of .ci/proof holds them for whole documents.
func BenchmarkReadJSON(b *testing.B) {
	doc := document(2000)
	beside(b, len(doc), func() error {
		_, err := value.FromJSON(doc)
		return err
	}, func() error {
		var v any
		return json.Unmarshal([]byte(doc), &v)
	})
}

func BenchmarkWriteJSON(b *testing.B) {
	doc := document(2000)
	ours, err := value.FromJSON(doc)
	if err != nil {
		b.Fatal(err)
	}
	var theirs any
	if err := json.Unmarshal([]byte(doc), &theirs); err != nil {
		b.Fatal(err)
	}
	beside(b, len(doc), func() error {
		if out := value.JSON(ours, nil); len(out) != len(doc) {
			return fmt.Errorf("%d bytes of %d", len(out), len(doc))
		}
		return nil
	}, func() error {
		_, err := json.Marshal(theirs)
		return err
	})
}

// beside times what package value does and what encoding/json does with size bytes.
func beside(b *testing.B, size int, ours, theirs func() error) {
	for _, c := range []struct {
		name string
		do   func() error
	}{{"value", ours}, {"encoding", theirs}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			reportCPU(b, "cpu-ns/op", func() (n int64) {
				for b.Loop() {
					if err := c.do(); err != nil {
						b.Fatal(err)
					}
					n++
				}
				return n
			})
		})
	}
}
