package demo

import "net/http"

// Allow and Wrap are for the tests of this package.
var (
	Allow = visitor{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}.allow
	Wrap  = wrap
)
