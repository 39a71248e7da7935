module github.com/dg-lang/dg/testdata/peers

go 1.26.0

require github.com/dg-lang/dg v0.0.0

replace github.com/dg-lang/dg => ../..
