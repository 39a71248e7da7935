// Command dg runs Deluge scripts.
package main

import (
	"os"

	"github.com/dg-lang/dg/cmd/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
