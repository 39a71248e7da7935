// Package conformance holds the runtime against tables of cases that say what a
// script must send, receive and print. A case is one line of JSON.
//
// A case of a network task has a script, the exchanges that must arrive at a test
// server in this order and no others, and what must be seen afterwards. In all of
// it ${BASE} is the server, ${OTHER} a second one (another origin), ${DEAD} an
// address where nothing listens and ${TLS} a server whose certificate nobody
// signed; ${BASE_HOST} and ${DEAD_HOST} are the same without a scheme.
package conformance
