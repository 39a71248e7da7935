// Package peers holds dg against authorization servers that others wrote. It is a
// module of its own, so that their many dependencies reach nobody who uses dg:
//
//	cd testdata/peers && go test ./...
package peers
