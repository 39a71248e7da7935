// Package peer is what the hosts of the other interpreters share.
package peer

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

var out = bufio.NewWriter(os.Stdout)

// Run reads the script that the first argument names, runs it, and ends the process.
func Run(script func(name, text string) error) {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "name one script")
		os.Exit(2)
	}
	text, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = script(os.Args[1], string(text))
	}
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Print prints words as one line.
func Print(words ...string) {
	out.WriteString(strings.Join(words, " "))
	out.WriteByte('\n')
}
