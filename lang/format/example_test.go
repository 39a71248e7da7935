package format_test

import (
	"fmt"

	"github.com/dg-lang/dg/lang/format"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

func ExampleSource() {
	script := `if( n==1 ){info "one"} // the first`
	text, err := format.Source(syntax.Parse(source.NewFile("count.dg", script), ""))
	fmt.Print(text, err)
	// Output:
	// if(n == 1)
	// {
	// 	info "one";
	// } // the first
	// <nil>
}
