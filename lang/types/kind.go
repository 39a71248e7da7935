// Package types is the static view of values: their kinds, and the signatures of
// functions. The checker, the editor help and the registry of built-ins share it.
package types

// Kind is the type of a value as scripts and messages know it.
type Kind uint8

// The kinds. The zero Kind is that of null, which every variable may hold.
const (
	Null Kind = iota
	Bool
	Number     // 64-bit signed integer
	Decimal    // exact decimal
	Text       // UTF-8
	DateTime   // an instant with a zone; DATE when its date-only flag is set
	Time       // time of day
	List       // shared reference
	Map        // shared reference, insertion order
	Collection // shared reference, elements or pairs
	File       // name, bytes, media type
	XML        // text that XPath functions understand
	Exception  // the variable of a catch block
	Record     // a row of a form or module
	Any        // statically unknown
	Void       // static only: a call without a value
)

var kindNames = [...]string{
	Null: "NULL", Bool: "BOOLEAN", Number: "NUMBER", Decimal: "DECIMAL", Text: "TEXT",
	DateTime: "DATE-TIME", Time: "TIME", List: "LIST", Map: "MAP", Collection: "COLLECTION",
	File: "FILE", XML: "XML", Exception: "EXCEPTION", Record: "RECORD", Any: "ANY", Void: "VOID",
}

// String returns the name used in messages, such as "TEXT" or "DATE-TIME".
// Names: https://www.zoho.com/deluge/help/error-messages.html
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "UNKNOWN"
}

// OperatorName returns the name that the vendor's operator errors use.
// Source: https://www.zoho.com/creator/newhelp/script/operators.html
func (k Kind) OperatorName() string {
	switch k {
	case Number:
		return "BIGINT"
	case DateTime:
		return "TIMESTAMP"
	}
	return k.String()
}
