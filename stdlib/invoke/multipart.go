package invoke

import (
	"bytes"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// defaultPart is the name of a file part when the script gives none.
const defaultPart = "file"

// part is one part of a multipart entity.
type part struct {
	name        string
	fileName    string
	isFile      bool
	contentType string // empty: none
	data        []byte
}

// fieldParts returns the entries of a map, or of a text that reads like a form or
// holds a JSON object, as string parts.
func (x *exchange) fieldParts(v value.Value) ([]part, error) {
	if s, ok := v.AsText(); ok && formText().MatchString(s) {
		return formParts(s), nil
	}
	m, err := x.pairs("parameters beside files", v)
	if err != nil || m == nil {
		return nil, err
	}
	parts := make([]part, 0, m.Len())
	for name, v := range m.All() {
		if f, ok := v.AsFile(); ok {
			parts = append(parts, filePart(name, f))
			continue
		}
		parts = append(parts, part{name: name, data: []byte(x.text(v))})
	}
	return parts, nil
}

// fileParts returns the parts of the key files: a FILE, or a list of FILE and of
// maps such as {"paramName":…, "content":…, "stringPart":…}.
// Source: https://www.zoho.com/deluge/help/deluge-invoke-url.html
func (x *exchange) fileParts(v value.Value) ([]part, error) {
	if f, ok := v.AsFile(); ok {
		return []part{filePart(or(f.Param, defaultPart), f)}, nil
	}
	if m, ok := v.AsMap(); ok {
		p, err := x.mapPart(m)
		return []part{p}, err
	}
	var items []value.Value
	if l, ok := v.AsList(); ok {
		items = l.Items()
	} else if c, ok := v.AsCollection(); ok {
		items = c.Values()
	}
	if len(items) == 0 {
		return nil, x.errorf("files must be a file or a list of files, not %s", v.Kind())
	}
	var parts []part
	for i, item := range items {
		if k := item.Kind(); k != types.File && k != types.Map {
			return nil, x.errorf("files: item %d is no file but %s", i, k)
		}
		p, err := x.fileParts(item)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p...)
	}
	return parts, nil
}

func filePart(name string, f *value.File) part {
	return part{name: name, fileName: or(f.Name, name), isFile: true, contentType: fileType(f), data: f.Data}
}

// mapPart returns the part that a map describes.
func (x *exchange) mapPart(m *value.Map) (part, error) {
	get := func(key string) value.Value { v, _ := m.Get(key); return v }
	name := x.text(get("paramName"))
	if name == "" {
		return part{}, x.errorf("files: a map needs paramName and content")
	}
	content := get("content")
	p := part{name: name, data: []byte(x.text(content))}
	if f, ok := content.AsFile(); ok {
		p = filePart(name, f)
	}
	if strings.EqualFold(x.text(get("stringPart")), "true") {
		p.isFile, p.fileName, p.contentType = false, "", ""
	} else {
		p.isFile = true
		p.fileName = or(x.text(get("fileName")), or(p.fileName, name))
		p.contentType = or(p.contentType, fileType(&value.File{Name: p.fileName}))
	}
	p.contentType = or(x.text(get("contentType")), p.contentType)
	return p, nil
}

// multipart encodes parts. The boundary comes from the randomness of the host, so
// that runs with a fixed one can be compared.
func (x *exchange) multipart(parts []part) (entity, error) {
	var random [16]byte
	if _, err := io.ReadFull(x.c.Host.Rand, random[:]); err != nil {
		return entity{}, err
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.SetBoundary("dg-" + hex.EncodeToString(random[:])); err != nil {
		return entity{}, err
	}
	for _, p := range parts {
		out, err := w.CreatePart(p.header())
		if err != nil {
			return entity{}, err
		}
		if _, err := out.Write(p.data); err != nil {
			return entity{}, err
		}
	}
	err := w.Close()
	return entity{buf.Bytes(), w.FormDataContentType()}, err
}

// quoted escapes names the way browsers do not but servers understand; non-ASCII
// letters stay UTF-8. Rule: https://www.rfc-editor.org/rfc/rfc7578#section-5.1
func quoted(name string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(name)
}

func (p part) header() textproto.MIMEHeader {
	h := textproto.MIMEHeader{}
	disposition := `form-data; name="` + quoted(p.name) + `"`
	if p.isFile {
		disposition += `; filename="` + quoted(p.fileName) + `"`
	}
	h.Set("Content-Disposition", disposition)
	if p.contentType != "" {
		h.Set("Content-Type", strings.NewReplacer("\r", "", "\n", "").Replace(p.contentType))
	}
	return h
}

// formParts returns the pairs of a form-encoded text as string parts.
func formParts(s string) []part {
	plain := func(s string) string {
		if p, err := url.QueryUnescape(s); err == nil {
			return p
		}
		return s
	}
	var parts []part
	for pair := range strings.SplitSeq(strings.TrimSuffix(s, "&"), "&") {
		name, v, _ := strings.Cut(pair, "=")
		parts = append(parts, part{name: plain(name), data: []byte(plain(v))})
	}
	return parts
}
