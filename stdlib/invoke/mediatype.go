package invoke

import (
	"path"
	"strings"

	"github.com/dg-lang/dg/runtime/value"
)

// mediaType returns the type of a Content-Type without its parameters, in lower
// case.
func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// isJSONType reports whether kind is application/json or has the suffix +json.
// Rule: https://www.rfc-editor.org/rfc/rfc6839#section-3.1
func isJSONType(kind string) bool {
	return kind == "application/json" || kind == "text/json" || strings.HasSuffix(kind, "+json")
}

// isTextType reports whether an application type is text.
func isTextType(kind string) bool {
	switch kind {
	case "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
		typeForm, "application/graphql", "application/x-ndjson", "application/jsonlines",
		"application/yaml", "application/x-yaml", "application/toml", "application/sql",
		"application/csv", "application/xhtml", "application/jwt", "application/jose",
		"application/x-sh", "application/pgp-signature", "application/x-pem-file":
		return true
	}
	return false
}

// isBinaryType reports whether an answer of type kind is a file for a script.
// sample decides for application types that nobody listed.
func isBinaryType(kind string, sample []byte) bool {
	main, _, _ := strings.Cut(kind, "/")
	switch main {
	case "image", "audio", "video", "font", "model":
		return true
	case "application":
		if isTextType(kind) || isJSONType(kind) || strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+yaml") {
			return false
		}
		return knownBinary(kind) || !looksText(sample)
	}
	return kind == "" && !looksText(sample)
}

func knownBinary(kind string) bool {
	for _, prefix := range []string{
		typeBinary, "application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/x-zip",
		"application/vnd.openxmlformats", "application/vnd.ms-", "application/vnd.oasis.", "application/msword",
		"application/rtf", "application/epub", "application/x-tar", "application/x-7z", "application/vnd.rar", "application/x-rar",
		"application/x-bzip", "application/java-archive", "application/force-download", "application/x-download", "application/wasm",
	} {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

// looksText reports whether data holds no byte that texts of any charset lack.
func looksText(data []byte) bool {
	const enough = 1024
	for _, c := range data[:min(len(data), enough)] {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			return false
		}
	}
	return true
}

// typesByExtension does not use the system's table, which differs from machine to
// machine. Source: https://www.iana.org/assignments/media-types
var typesByExtension = []struct{ extension, mediaType string }{
	{".txt", "text/plain"}, {".log", "text/plain"}, {".csv", "text/csv"}, {".htm", "text/html"}, {".html", "text/html"}, {".css", "text/css"},
	{".ics", "text/calendar"}, {".vcf", "text/vcard"}, {".md", "text/markdown"}, {".xml", "application/xml"}, {".json", "application/json"},
	{".js", "text/javascript"}, {".pdf", "application/pdf"}, {".zip", "application/zip"}, {".gz", "application/gzip"}, {".rtf", "application/rtf"},
	{".png", "image/png"}, {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".svg", "image/svg+xml"}, {".webp", "image/webp"},
	{".bmp", "image/bmp"}, {".tif", "image/tiff"}, {".tiff", "image/tiff"}, {".mp3", "audio/mpeg"}, {".wav", "audio/wav"}, {".mp4", "video/mp4"},
	{".doc", "application/msword"},
	{".xls", "application/vnd.ms-excel"},
	{".ppt", "application/vnd.ms-powerpoint"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", "application/vnd.oasis.opendocument.text"},
	{".ods", "application/vnd.oasis.opendocument.spreadsheet"},
}

// fileType returns the type of f: its own, else by its extension.
func fileType(f *value.File) string {
	if f.Type != "" {
		return f.Type
	}
	extension := strings.ToLower(path.Ext(f.Name))
	for _, t := range typesByExtension {
		if t.extension == extension {
			return t.mediaType
		}
	}
	return typeBinary
}
