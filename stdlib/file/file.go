// Package file holds the built-ins that make, read and pack files. They only
// work on files in memory; reading and sending them is the business of tasks.
// Source: https://www.zoho.com/deluge/help/functions/file.html
package file

import (
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the file functions to r.
func Register(r *registry.Registry) {
	for _, row := range functions() {
		forms := registry.Method
		if row.free {
			forms = registry.Both
		}
		doc := sig.Doc("functions/file/"+row.page+".html", row.summary, row.example, row.prints)
		if row.name == "setFileType" {
			doc = sig.In(registry.NotInCreator, doc)
		}
		if row.name == "setParamName" {
			doc = sig.Based("observed", doc)
		}
		r.Add(&registry.Func{Name: row.name, Forms: forms, Sig: sig.Of(row.recv, row.result, row.params...), Doc: doc, Call: row.call})
	}
}

type row struct {
	name, page string
	recv       []types.Kind
	params     []types.Param
	result     types.Kind
	call       sig.Func
	free       bool
	summary    string
	example    string
	prints     string
}

var (
	files   = []types.Kind{types.File}
	name    = []types.Param{sig.P("name", sig.TextArg)}
	maybe   = []types.Param{sig.Opt("name", sig.TextArg)}
	content = []types.Kind{types.Collection, types.List, types.Map, types.Text, types.XML, types.Number, types.Decimal, types.Bool, types.DateTime, types.Time, types.Exception}
	packed  = []types.Kind{types.File, types.List, types.Map, types.Collection}
)

// note begins the examples.
const note = "f = \"hello\".toFile(\"n.txt\");\n"

var functions = func() []row {
	return []row{
		{"toFile", "to-file", content, name, types.File, toFile, true,
			"A file that holds the text.", note + "info f.getFileContent();", "hello\n"},
		{"getFileContent", "get-file-content", files, nil, types.Text, getContent, false,
			"The content as text.", note + "info f.getFileContent();", "hello\n"},
		{"getFileName", "get-file-name", files, nil, types.Text, getName, false,
			"The name with its extension.", note + "info f.getFileName();", "n.txt\n"},
		{"getFileSize", "get-file-size", files, nil, types.Number, getSize, false,
			"The size in bytes.", note + "info f.getFileSize();", "5\n"},
		{"getFileType", "get-file-type", files, nil, types.Text, getType, false,
			"The media type, such as image/png.", note + "info f.getFileType();", "text/plain\n"},
		{"setFileName", "set-file-name", files, name, types.Void, set(func(f *value.File, s string) { f.Name = s }), false,
			"Renames the file.", note + "f.setFileName(\"m.txt\");\ninfo f.getFileName();", "m.txt\n"},
		{"setFileType", "set-file-type", files, []types.Param{sig.P("type", sig.TextArg)}, types.Void, sig.OutsideCreator(set(setType)), false,
			"Sets the media type with which the file is sent.", note + "f.setFileType(\"csv\");\ninfo f.getFileType();", "text/csv\n"},
		{"setParamName", "set-param-name", files, name, types.Void, set(func(f *value.File, s string) { f.Param = s }), false,
			"Sets the name of the form field in which the file is sent.", note + "f.setParamName(\"attachment\");\ninfo f;", "n.txt\n"},
		{"setCharset", "set-char-set", files, []types.Param{sig.P("charset", sig.TextArg)}, types.Void, set(func(f *value.File, s string) { f.Charset = s }), false,
			"Sets the charset in which the content is read.", note + "f.setCharset(\"UTF-8\");\ninfo f.getFileContent();", "hello\n"},
		{"compress", "compress", packed, maybe, types.File, compress, false,
			"A zip file of a file, a list of files, or a map that describes folders.", note + "info f.compress(\"pack\");", "pack.zip\n"},
		{"extract", "extract", files, nil, types.Collection, extract, false,
			"The files of a zip file by name; an empty collection for what is no zip file.", note + "info f.compress(\"pack\").extract().size();", "1\n"},
		{"convertToPDF", "convert-to-pdf", files, nil, types.File, convertToPDF, false,
			"A PDF of the file, which only the vendor's service can make.", "", ""},
	}
}

func toFile(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, name := a.Value("content"), a.Text("name")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	s, err := c.Host.Format.TryText(v)
	if err == nil {
		err = c.Within(registry.Sizes{Creator: 5 << 20, Others: 50 << 20}, len(s), "bytes")
	}
	if err != nil {
		return value.Null, err
	}
	return value.OfFile(&value.File{Name: name, Data: []byte(s)}), c.Charge(len(s)/64 + 1)
}

// one unpacks a file that is the only argument.
func one(c *registry.Call) (*value.File, error) {
	a := c.Unpack()
	f := a.File("file")
	return f, a.Err()
}

func getContent(c *registry.Call) (value.Value, error) {
	f, err := one(c)
	if err != nil {
		return value.Null, err
	}
	return value.Text(decode(f)), c.Charge(len(f.Data)/64 + 1)
}

// decode reads the bytes in the charset of the file, UTF-8 unless it says
// otherwise; what cannot be read becomes U+FFFD.
func decode(f *value.File) string {
	switch strings.ToLower(f.Charset) {
	case "iso-8859-1", "latin1", "us-ascii":
		runes := make([]rune, len(f.Data))
		for i, b := range f.Data {
			runes[i] = rune(b)
		}
		return string(runes)
	}
	if utf8.Valid(f.Data) {
		return string(f.Data)
	}
	return strings.ToValidUTF8(string(f.Data), "\uFFFD")
}

func getName(c *registry.Call) (value.Value, error) {
	f, err := one(c)
	return value.Text(f.Name), err
}

func getSize(c *registry.Call) (value.Value, error) {
	f, err := one(c)
	return value.Number(int64(len(f.Data))), err
}

func getType(c *registry.Call) (value.Value, error) {
	f, err := one(c)
	if f.Type != "" {
		return value.Text(f.Type), err
	}
	return value.Text(mediaType(path.Ext(f.Name))), err
}

// types by extension stand here because the system's tables differ.
var byExtension = []struct{ extension, mediaType string }{
	{"txt", "text/plain"}, {"csv", "text/csv"}, {"html", "text/html"}, {"htm", "text/html"}, {"css", "text/css"}, {"xml", "application/xml"},
	{"json", "application/json"}, {"js", "text/javascript"}, {"pdf", "application/pdf"}, {"zip", "application/zip"},
	{"png", "image/png"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"}, {"gif", "image/gif"}, {"svg", "image/svg+xml"}, {"webp", "image/webp"},
	{"bmp", "image/bmp"}, {"ico", "image/x-icon"}, {"mp3", "audio/mpeg"}, {"wav", "audio/wav"}, {"mp4", "video/mp4"},
	{"doc", "application/msword"}, {"xls", "application/vnd.ms-excel"}, {"ppt", "application/vnd.ms-powerpoint"},
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{"md", "text/markdown"}, {"rtf", "application/rtf"}, {"eml", "message/rfc822"}, {"ics", "text/calendar"}, {"vcf", "text/vcard"},
}

func mediaType(extension string) string {
	extension = strings.ToLower(strings.TrimPrefix(extension, "."))
	for _, t := range byExtension {
		if t.extension == extension {
			return t.mediaType
		}
	}
	return "application/octet-stream"
}

// set makes a built-in that sets an attribute of a file.
func set(f func(file *value.File, s string)) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		file, s := a.File("file"), a.Text("value")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		f(file, s)
		return value.Null, nil
	}
}

// setType takes a media type or an extension such as pdf.
func setType(f *value.File, s string) {
	if _, _, err := mime.ParseMediaType(s); err == nil && strings.Contains(s, "/") {
		f.Type = s
		return
	}
	f.Type = mediaType(s)
}

func convertToPDF(c *registry.Call) (value.Value, error) {
	return value.Null, c.Errorf("convertToPDF is done by the vendor's service and is not supported here")
}
