package oauthflow

import (
	"fmt"
	"html"
	"net/http"
)

// pageHTML has a title, twice, and a text. It is no html/template: with one in the
// program the linker keeps every exported method of everything.
const pageHTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>dg: %[1]s</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em;color:#222;background:#fafafa}
h1{font-size:1.4em}@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}}</style></head>
<body><h1>%[1]s</h1><p>%[2]s</p></body></html>
`

// page answers a browser. Nothing of the request is kept, stored or passed on.
func page(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	// A browser that went away misses only the page.
	_, _ = fmt.Fprintf(w, pageHTML, html.EscapeString(title), html.EscapeString(text))
}
