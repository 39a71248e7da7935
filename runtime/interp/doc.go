// Package interp runs scripts by walking a tree.
//
// Compile turns the resolved syntax tree into nodes that evaluate themselves:
// names are slots, literals are values, built-ins are looked up once. A Program is
// immutable and may run in many threads at once; a Thread is one run, with its
// frames, meter and cancellation.
//
// Inside the package run-time errors travel by panic up to the nearest try or to
// the start of the thread, which measured far cheaper than an error result at
// every node. No panic leaves the package.
package interp
