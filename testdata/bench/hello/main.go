// Command hello is the least that a program in Go can be: what the start of dg is
// measured against.
package main

import "fmt"

func main() { fmt.Println("Hello, reader") }
