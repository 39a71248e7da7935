package encoding

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"html"
	"net/url"
	"strings"
	"unicode/utf16"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file encodes texts and files and decodes them.

// bytesOf returns the bytes of a file, or of a value's text as UTF-8.
func bytesOf(c *registry.Call, v value.Value) ([]byte, error) {
	if f, ok := v.AsFile(); ok {
		return f.Data, c.Charge(len(f.Data)/64 + 1)
	}
	if v.IsNull() {
		return nil, registry.TypeError(1, types.Null, types.Text)
	}
	s, err := c.Host.Format.TryText(v)
	if err != nil {
		return nil, err
	}
	return []byte(s), c.Charge(len(s)/64 + 1)
}

// coder makes a built-in of a function from bytes to text.
func coder(f func(c *registry.Call, raw []byte) (string, error)) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v := a.Value("data")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		raw, err := bytesOf(c, v)
		if err != nil {
			return value.Null, err
		}
		s, err := f(c, raw)
		if err != nil {
			return value.Null, err
		}
		return value.Text(s), nil
	}
}

// textOnly makes a built-in that gives null for what is no text.
func textOnly(f sig.Func) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		if len(c.Args) == 1 && c.Args[0].Kind() != types.Text {
			return value.Null, nil
		}
		return f(c)
	}
}

func encodeURL(_ *registry.Call, raw []byte) (string, error) { return javaEncode(string(raw)), nil }

func urlEncode(_ *registry.Call, raw []byte) (string, error) {
	return strings.ReplaceAll(javaEncode(string(raw)), "+", "%20"), nil
}

func urlDecode(c *registry.Call, raw []byte) (string, error) {
	s, err := url.QueryUnescape(string(raw))
	if err != nil {
		return "", c.Errorf("'%s' is not URL-encoded", raw)
	}
	return strings.ToValidUTF8(s, "\uFFFD"), nil
}

func base32Encode(_ *registry.Call, raw []byte) (string, error) {
	return base32.StdEncoding.EncodeToString(raw), nil
}

func base32Decode(c *registry.Call, raw []byte) (string, error) {
	s := strings.TrimRight(strings.ToUpper(strings.TrimSpace(string(raw))), "=")
	out, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil {
		return "", c.Errorf("'%s' is not Base32", raw)
	}
	return strings.ToValidUTF8(string(out), "\uFFFD"), nil
}

func htmlEncode(_ *registry.Call, raw []byte) (string, error) {
	return html.EscapeString(string(raw)), nil
}
func htmlDecode(_ *registry.Call, raw []byte) (string, error) {
	return html.UnescapeString(string(raw)), nil
}

// javaEncode is Java's URLEncoder, which leaves * alone and encodes ~.
func javaEncode(s string) string {
	return strings.NewReplacer("%2A", "*", "~", "%7E").Replace(url.QueryEscape(s))
}

func base64Encode(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, charset := a.Value("data"), a.OptText("charset", "UTF-8")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	raw, err := bytesOf(c, v)
	if err != nil {
		return value.Null, err
	}
	if order, wide, err := byteOrder(c, charset); err != nil {
		return value.Null, err
	} else if wide {
		raw = toUTF16(string(raw), order)
	}
	return value.Text(base64.StdEncoding.EncodeToString(raw)), nil
}

func base64Decode(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	s, charset := a.Text("data"), a.OptText("charset", "UTF-8")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	raw, err := fromBase64(c, s)
	if err != nil {
		return value.Null, err
	}
	order, wide, err := byteOrder(c, charset)
	switch {
	case err != nil:
		return value.Null, err
	case wide:
		return value.Text(fromUTF16(raw, order)), nil
	}
	return value.Text(strings.ToValidUTF8(string(raw), "\uFFFD")), nil
}

// fromBase64 takes both alphabets, blanks in between and missing padding.
func fromBase64(c *registry.Call, s string) ([]byte, error) {
	clean := strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "", "-", "+", "_", "/").Replace(s)
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(clean, "="))
	if err != nil {
		return nil, c.Errorf("The text is not Base64")
	}
	return raw, c.Charge(len(s)/64 + 1)
}

func base64DecodeToFile(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	s, name := a.Text("data"), a.Text("fileName")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	raw, err := fromBase64(c, s)
	if err != nil {
		return value.Null, err
	}
	return value.OfFile(&value.File{Name: name, Data: raw}), nil
}

// byteOrder returns the order of a UTF-16 charset; wide is false for UTF-8.
func byteOrder(c *registry.Call, charset string) (order binary.ByteOrder, wide bool, err error) {
	switch strings.ToUpper(strings.TrimSpace(charset)) {
	case "UTF-8", "UTF8":
		return nil, false, nil
	case "UTF-16LE":
		return binary.LittleEndian, true, nil
	case "UTF-16BE", "UTF-16":
		return binary.BigEndian, true, nil
	}
	return nil, false, c.Errorf("'%s' is not one of the charsets UTF-8, UTF-16LE and UTF-16BE", charset)
}

func toUTF16(s string, order binary.ByteOrder) []byte {
	units := utf16.Encode([]rune(s))
	out := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(out[2*i:], u)
	}
	return out
}

func fromUTF16(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
}
