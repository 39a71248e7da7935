// Package quickstart holds the files that dg demo runs: a script, a connector, a
// rule with its script, and the description of the service they call.
//
// It is a package because embedding cannot reach a folder beside the one that does
// it, and a demonstration must run the very files that a reader opens.
package quickstart

import "embed"

// Host is the address that the files name. The demonstration listens there; when
// the port is taken it writes its own address in its copy of the files.
const Host = "127.0.0.1:8485"

// Files are the files of this folder but for its README.
//
//go:embed *.dg service.yaml connectors rules
var Files embed.FS
