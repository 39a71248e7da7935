// A module of its own without go.sum: .ci/proof copies it and completes it there,
// because not every module proxy has these versions.
module github.com/dg-lang/dg/testdata/peers/gooauth2

go 1.26.0

require github.com/go-oauth2/oauth2/v4 v4.5.4
