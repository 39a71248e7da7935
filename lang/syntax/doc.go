// Package syntax turns the text of a script into a tree.
//
// The grammar is participle's: compound statements are productions (grammar.go),
// chosen by a dispatcher that looks at the first token and then commits, so that
// an error stays where it happened. Statements without a block, blocks and
// expressions are parsed by hand over the same token stream (stmt.go, expr.go),
// and so is the lexer. A statement that does not parse stays in the tree as a Bad
// node and the next one is tried: one run finds the errors of a whole file.
//
// The parser accepts a little more than the language; the checker refuses the
// rest with a better message.
package syntax
