// Package oauthflow gets tokens from OAuth providers: authorization code with PKCE
// over a loopback redirect, pasted codes, device codes, client credentials, refresh
// and revocation of OAuth 2, the three legs of OAuth 1.0a, and what an OpenID issuer
// says of itself.
//
// The exchanges of OAuth 2 are those of golang.org/x/oauth2, over one round-tripper that
// fixes where the client's credentials go, never follows a redirect, bounds time
// and size, and rewrites the answer into canonical JSON before the library reads
// it. Without it the library repeats a failed request with the secret in another
// place, and Go's client repeats client secret and refresh token to whatever host
// a 307 names.
package oauthflow
