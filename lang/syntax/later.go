package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/dg-lang/dg/lang/diag"
)

// laterWords begin statements of the language that this version does not run yet.
// They are told apart from variables of the same name by the token that follows.
var laterWords = map[string]string{
	"sendmail": "[", "sendsms": "[", "insert": "into", "delete": "from", "update": "",
	"alert": "", "cancel": "", "hide": "", "show": "", "enable": "", "disable": "", "clear": "",
	"reload": "", "focus": "",
}

func laterStatement(word string) bool {
	_, ok := laterWords[strings.ToLower(word)]
	return ok
}

// beginsLater reports whether t and the token after it begin such a statement.
func beginsLater(t, next *lexer.Token) bool {
	switch want := laterWords[strings.ToLower(t.Value)]; want {
	case "[":
		return isOp(next, "[")
	case "":
		return next.Type == tokIdent || next.Type == tokText
	default:
		return isWord(next, want)
	}
}

func laterError(t *lexer.Token) *diag.Diagnostic {
	word := strings.ToLower(t.Value)
	return &diag.Diagnostic{Code: diag.LaterGrammar,
		Message: "this version of dg does not run '" + word + "' statements yet",
		Primary: diag.Label{Span: spanOf(t), Text: "a statement of the language that is still to come"},
		Hint:    "take the statement out to run the rest of the script"}
}
