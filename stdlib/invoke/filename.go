package invoke

import (
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// isAttachment reports whether an answer is meant to be saved.
// Rule: https://www.rfc-editor.org/rfc/rfc6266#section-4.2
func isAttachment(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Disposition"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "attachment")
}

// fileName returns the name of an answer: filename* and filename of its
// Content-Disposition, else the end of the address, else "file". It has no
// directory, whatever the service sent.
func fileName(a *answer) string {
	name := baseName(dispositionName(a.header.Get("Content-Disposition")))
	if name == "" {
		path := strings.TrimRight(a.url.EscapedPath(), "/")
		name = path[strings.LastIndexByte(path, '/')+1:]
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		name = baseName(name)
	}
	return or(name, "file")
}

var looseFileName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)filename\s*=\s*(?:"([^"]*)"|([^;]*))`) })

// dispositionName reads the name; mime gives filename* precedence over filename.
// Many services send names that break the rules, with blanks and no quotes.
func dispositionName(disposition string) string {
	if disposition == "" {
		return ""
	}
	if _, params, err := mime.ParseMediaType(disposition); err == nil {
		return decodeWords(params["filename"])
	}
	m := looseFileName().FindStringSubmatch(disposition)
	if m == nil {
		return ""
	}
	return decodeWords(strings.TrimSpace(or(m[1], m[2])))
}

// decodeWords resolves =?UTF-8?B?…?=, which some services put where they may not.
func decodeWords(s string) string {
	if plain, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return valid(plain)
	}
	return valid(s)
}

func baseName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	if s == "." || s == ".." {
		return ""
	}
	return s
}
