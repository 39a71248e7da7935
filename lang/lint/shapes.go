package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// shape is the form of what a task gives, beyond its kind.
type shape uint8

const (
	noShape     shape = iota // unknown
	recordList               // a list of records, nothing around it
	aRecord                  // one record
	writeResult              // the details of a written record
	plainReply               // the body of an answer alone
	fullReply                // responseText, responseHeader and responseCode
)

func (s shape) kinds() kinds {
	switch s {
	case aRecord, writeResult, fullReply:
		return setOf(types.Map) | null
	}
	return anything // an error map may come instead of a list, and any body in a reply
}

// shapeByTask returns the shape of the result of a task, by its name without the
// version. Source: https://www.zoho.com/deluge/help/crm-tasks.html and what scripts in use
// do with the results.
func shapeByTask(name string) shape {
	switch name {
	case "zoho.crm.getrecords", "zoho.crm.searchrecords", "zoho.crm.getrelatedrecords":
		return recordList
	case "zoho.crm.getrecordbyid":
		return aRecord
	case "zoho.crm.createrecord", "zoho.crm.updaterecord":
		return writeResult
	}
	return noShape
}

// taskShape returns the shape of the result of a task. The module users answers with
// everything around its records.
func taskShape(name string, x *syntax.Call) shape {
	key := strings.ToLower(name)
	key = strings.Replace(strings.Replace(key, ".v8.", ".", 1), ".v1.", ".", 1)
	s := shapeByTask(key)
	if s == noShape || len(x.Args) == 0 {
		return noShape
	}
	if lit, ok := syntax.Unparen(x.Args[0]).(*syntax.TextLit); !ok || equalFold(lit.Value, "users") {
		return noShape
	}
	return s
}

// errorKeys are the keys of the map that comes instead of a result when a task
// fails.
var errorKeys = []string{"code", "details", "message", "status"}

// shaped checks a function of the result of a task and says what it gives; ok is
// false when the shape decides nothing.
func (c *checker) shaped(x *syntax.Call, recv val) (v val, ok bool) {
	if recv.shape == noShape {
		return unknown, false
	}
	switch key, literal := literalKey(x); recv.shape {
	case recordList:
		return c.ofRecords(x, recv, key, literal)
	case aRecord:
		if literal && (key == "data" || isIndex(key)) {
			c.wrongShape(x, recv, "the task gives the record itself, without a list or data around it", `read a field: .get("Last_Name")`)
		}
	case writeResult:
		if literal && (key == "data" || isIndex(key)) {
			c.wrongShape(x, recv, "the task gives the details of the record, without data around them", `the id of the record is .get("id")`)
		}
	case plainReply:
		if literal && slices.Contains(replyParts, key) {
			c.wrongShape(x, recv, "without detailed:true the task gives the body of the answer alone", "add detailed:true to the task")
		}
	case fullReply:
		if literal && !slices.Contains(replyParts, key) {
			c.wrongShape(x, recv, "with detailed:true the task gives responseText, responseHeader and responseCode", `read .get("responseText") first`)
		}
		if literal {
			return unknown, true
		}
	}
	return unknown, false
}

var replyParts = []string{"responseText", "responseHeader", "responseCode"}

// ofRecords is a function of a list of records.
func (c *checker) ofRecords(x *syntax.Call, recv val, key string, literal bool) (v val, ok bool) {
	if !literal {
		return unknown, false
	}
	if equalFold(x.Name, "get") && isIndex(key) {
		return val{kinds: setOf(types.Map), shape: aRecord, at: x.Span(), soft: true}, true
	}
	if !slices.Contains(errorKeys, key) {
		c.wrongShape(x, recv, "the task gives a list of records, without a map around it", "take one record with .get(0), or go over them with for each")
	}
	return unknown, true
}

func (c *checker) wrongShape(x *syntax.Call, recv val, why, hint string) {
	key := x.Args[0]
	d := c.warn(diag.WrongShape, key.Span(), why, "is not there")
	d.Hint = hint
	if recv.at.IsValid() {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: recv.at, Text: "the result comes from here"})
	}
}

// success reports a test for success that a written record never passes.
func (c *checker) success(o operation) {
	call, ok := syntax.Unparen(o.lx).(*syntax.Call)
	lit, isLit := syntax.Unparen(o.rx).(*syntax.TextLit)
	if !ok || !isLit || !equalFold(lit.Value, "success") || call.Recv == nil {
		return
	}
	key, literal := literalKey(call)
	slot := slotOf(call.Recv)
	if slot < 0 || slot >= len(c.env) {
		return
	}
	s := c.env[slot].shape
	if literal && s == writeResult && (key == "status" || key == "code") {
		d := c.warn(diag.WrongShape, o.at, "a record that was written has no '"+key+"': the test fails when the task has succeeded", "")
		d.Hint = `test for the id: ` + nameOf(call.Recv) + `.get("id") != null`
	}
}

// literalKey returns the key of x.get("key") and its kin.
func literalKey(x *syntax.Call) (key string, ok bool) {
	switch strings.ToLower(x.Name) {
	case "get", "getjson", "containkey", "containskey":
	default:
		return "", false
	}
	if x.Recv == nil || len(x.Args) != 1 {
		return "", false
	}
	switch a := syntax.Unparen(x.Args[0]).(type) {
	case *syntax.TextLit:
		return a.Value, true
	case *syntax.NumberLit:
		return a.Text, a.Whole
	}
	return "", false
}

// isIndex reports whether a key is a position.
func isIndex(key string) bool {
	_, err := strconv.Atoi(key)
	return err == nil
}
