// Command starlark runs a script in Starlark, with loops and recursion.
package main

import (
	"go.starlark.net/lib/json"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"github.com/dg-lang/dg/testdata/bench/internal/peer"
)

func main() {
	peer.Run(func(name, text string) error {
		thread := &starlark.Thread{Print: func(_ *starlark.Thread, line string) { peer.Print(line) }}
		dialect := &syntax.FileOptions{While: true, Recursion: true, TopLevelControl: true}
		_, err := starlark.ExecFileOptions(dialect, thread, name, text, starlark.StringDict{"json": json.Module})
		return err
	})
}
