// Package syntax turns the text of a script into a tree.
//
// A dispatcher looks at the first token of a statement and then commits, so that an
// error stays where it happened. Function headers are productions of participle
// (grammar.go), everything else is parsed by hand: statements (stmt.go, compound.go,
// host_stmt.go), expressions (expr.go) and tokens (lexer.go). A statement that does
// not parse stays in the tree as a Bad node and the next one is tried (recover.go);
// a brace that is missing is put where the indentation wants it (braces.go). One run
// finds the errors of a whole file.
//
// The parser accepts a little more than the language; the checker refuses the
// rest with a better message.
package syntax
