package syntax

// This file knows the habits of other languages, and says what to write.

const loopsHint = "the loops are: for each NAME in LIST { … } and for each index NAME in LIST { … }"

const tryHint = "a try has one catch (e) { … } and nothing else"

// foreign returns what to write for a word of other languages that a statement may
// begin with; it is empty for all other words.
func foreign(word string) string {
	switch word {
	case "elseif", "elsif", "elif":
		return "write else if in two words"
	case "finally":
		return tryHint
	case "switch", "case":
		return "there is no switch: write if … else if …"
	case "do":
		return "there is no do: write while (condition) { … }"
	case "foreach", "until":
		return loopsHint
	case "function":
		return "write the type of its result, or void: void f(int a) { … }"
	case "var", "let", "const":
		return "a variable begins with its assignment: x = 1;"
	}
	return ""
}

// skipBlock parses the block of a statement whose head is wrong, for the errors
// inside it and the names it assigns.
func (g *grammar) skipBlock(lex cursor) []Stmt {
	b, err := g.block(lex)
	if err != nil {
		return nil
	}
	return b.all()
}

// all returns the statements of a block, and what is wrong with its braces as one.
func (b *Block) all() []Stmt {
	if b.Err != nil {
		return append(b.Stmts, &Bad{At: b.At, Err: b.Err})
	}
	return b.Stmts
}

func operandHint(lex cursor, t *token) string {
	before := prev(lex)
	switch {
	case doubled(lex):
		return "there is no ++ or --: write x = x + 1"
	case isOp(t, ">") && before.Value == "=":
		return "there are no function values and no =>"
	case isOp(t, "+") || isOp(t, "-"):
		return "there is no ++ or --: write x = x + 1"
	case isOp(t, "=") && before.Value == "==":
		return "there is no ===: write =="
	case isOp(t, ">") && before.Value == "<":
		return "unequal is written !="
	case isOp(t, "}") && before.Value == ",", isOp(t, ")") && before.Value == ",", isOp(t, "]") && before.Value == ",":
		return "take out the last comma"
	}
	return ""
}

// doubled reports whether two signs without a blank between stand before the next
// token.
func doubled(lex cursor) bool {
	at := lex.at
	if at < 2 {
		return false
	}
	two := lex.tokens[at-2 : at]
	return (isOp(&two[0], "+") || isOp(&two[0], "-")) && two[0].Value == two[1].Value && two[0].Offset+1 == two[1].Offset
}

func semicolonHint(lex cursor, t *token) string {
	last := prev(lex)
	switch {
	case isOp(t, ","):
		return "one expression only: join parts with +"
	case isOp(t, "="):
		return "an assignment is a statement of its own; to compare write =="
	case t.Type == tokIdent && last.Type == tokNumber && last.Offset+len(last.Value) == t.Offset:
		return "a number has digits and one point: no exponent, no other base"
	}
	return wordHint(t)
}

// wordHint helps with operators that are words in other languages.
func wordHint(t *token) string {
	if t.Type == tokIdent && (isWord(t, "and") || isWord(t, "or") || isWord(t, "not")) {
		return "logic is written && || !"
	}
	return ""
}

func headerHint(t *token) string {
	switch {
	case t.Type == tokIdent:
		return "commas stand between parameters"
	case isOp(t, "="):
		return "a parameter has no default value"
	}
	return ""
}

func characterHint(c string) string {
	switch c {
	case "“", "”", "„", "«", "»":
		return `text is written between straight double quotes: "text"`
	case "‘", "’":
		return "straight quotes only: 'text'"
	case "?":
		return "there is no ? operator: write if(condition, a, b)"
	case "&", "|":
		return "logic is written with two characters: " + c + c
	case "#":
		return "a comment begins with //"
	case `\`:
		return `a backslash before the closing quote makes it part of the text: write \\ for one backslash`
	}
	return ""
}
