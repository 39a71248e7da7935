// Package oauthflow gets tokens from OAuth 2 providers: authorization code with
// PKCE over a loopback redirect, pasted codes, client credentials, refresh and
// revocation.
//
// The exchanges are those of golang.org/x/oauth2, over one round-tripper that
// fixes where the client's credentials go, never follows a redirect, bounds time
// and size, and rewrites the answer into canonical JSON before the library reads
// it. Without it the library repeats a failed request with the secret in another
// place, and Go's client repeats client secret and refresh token to whatever host
// a 307 names.
package oauthflow
