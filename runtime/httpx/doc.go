// Package httpx sends the HTTP requests of scripts. A Client is a chain of small
// round-trippers around one http.Transport:
//
//	budget → redirects → policy → stage → authorization → wire → http.Transport
//
// net/http follows redirects and times out by itself, but not the way a script
// that holds other people's tokens needs it: its client strips only Authorization
// and Cookie when a redirect leaves the host, and repeats every other header and
// the entity. Here a request is authorized anew for each attempt, from a copy that
// never held a credential, and only for the origin that the script named.
package httpx
