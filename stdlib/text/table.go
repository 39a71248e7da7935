// Package text holds the built-ins that work on texts: searching, cutting,
// changing, regular expressions, and turning any value into text.
// Source: https://www.zoho.com/deluge/help/functions/string.html
package text

import (
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the text functions to r.
func Register(r *registry.Registry) {
	for _, row := range functions() {
		r.Add(&registry.Func{
			Name: row.name, Aliases: row.aliases, Forms: registry.Both,
			Sig: sig.Of(sig.Text, row.result, row.params...), Doc: row.doc, Call: row.call, Short: shortOf(row.name),
		})
	}
	for _, f := range conversions() {
		own := *f // a registry writes to what it holds
		r.Add(&own)
	}
}

// row describes one function on a text; both forms are always allowed.
type row struct {
	name    string
	aliases []string
	params  []types.Param
	result  types.Kind
	call    sig.Func
	doc     registry.Doc
}

func params(p ...types.Param) []types.Param { return p }

var (
	search    = sig.P("searchText", sig.TextArg)
	count     = sig.P("count", sig.Numeric)
	width     = sig.P("totalWidth", sig.Numeric)
	replacing = []types.Param{
		sig.P("search", sig.TextArg), sig.P("replacement", sig.TextArg), sig.Opt("literal", sig.Bool),
	}
	between = []types.Param{sig.P("startIndex", sig.Numeric), sig.Opt("endIndex", sig.Numeric)}
)

func page(name string) string { return "functions/string/" + name + ".html" }

var functions = func() []row {
	return []row{
		{"contains", nil, params(search), types.Bool, predicate(strings.Contains),
			sig.Doc(page("contains"), "Whether searchText occurs anywhere in the text, by exact letters.", `info "green tea".contains("tea");`, "true\n")},
		{"notContains", nil, params(search), types.Bool, predicate(notContains),
			sig.Doc(page("notcontains"), "Whether searchText does not occur in the text.", `info "green tea".notContains("coffee");`, "true\n")},
		{"containsIgnoreCase", nil, params(search), types.Bool, predicate(containsFold),
			sig.Doc(page("containsignorecase"), "Whether searchText occurs in the text, in any letter case.", `info "Report".containsIgnoreCase("PORT");`, "true\n")},
		{"startsWith", nil, params(search), types.Bool, predicate(strings.HasPrefix),
			sig.Doc(page("startswith"), "Whether the text begins with searchText.", `info "SKU-77".startsWith("SKU");`, "true\n")},
		{"startsWithIgnoreCase", nil, params(search), types.Bool, predicate(startsWithFold),
			sig.Doc(page("startswithignorecase"), "Whether the text begins with searchText, in any letter case.", `info "SKU-77".startsWithIgnoreCase("sku");`, "true\n")},
		{"endsWith", nil, params(search), types.Bool, predicate(strings.HasSuffix),
			sig.Doc(page("endswith"), "Whether the text ends with searchText.", `info "a.pdf".endsWith(".pdf");`, "true\n")},
		{"endsWithIgnoreCase", nil, params(search), types.Bool, predicate(suffixFold),
			sig.Doc(page("endswithignorecase"), "Whether the text ends with searchText, in any letter case.", `info "a.PDF".endsWithIgnoreCase(".pdf");`, "true\n")},
		{"equalsIgnoreCase", nil, params(sig.P("otherText", sig.TextArg)), types.Bool, predicate(strings.EqualFold),
			sig.Doc(page("equalsignorecase"), "Whether both texts are equal, in any letter case.", `info "Lima".equalsIgnoreCase("LIMA");`, "true\n")},
		{"isAscii", nil, nil, types.Bool, isASCII,
			sig.Doc(page("isascii"), "Whether every character of the text is ASCII.", `info "plain".isAscii();`, "true\n")},

		{"indexOf", nil, params(search), types.Number, position(value.TextIndex),
			sig.Doc(page("indexof"), "Position of the first occurrence from 0, -1 when there is none.", `info "banana".indexOf("an");`, "1\n")},
		{"lastIndexOf", nil, params(search), types.Number, position(value.TextLastIndex),
			sig.Doc(page("lastindexof"), "Position of the last occurrence from 0, -1 when there is none.", `info "banana".lastIndexOf("an");`, "3\n")},
		{"find", nil, params(search), types.Number, position(value.TextIndex),
			sig.Doc(page("find"), "Position of the first occurrence from 0, -1 when there is none; no regular expression.", `info "one two".find("two");`, "4\n")},
		{"getOccurenceCount", nil, params(search), types.Number, position(occurrences),
			sig.Doc(page("getOccurenceCount"), "How often searchText occurs, without overlaps.", `info "a,b,c".getOccurenceCount(",");`, "2\n")},
		{"len", []string{"length"}, nil, types.Number, length,
			sig.Doc(page("len"), "Number of characters, counted in UTF-16 units.", `info "twelve chars".length();`, "12\n")},

		{"getPrefix", nil, params(search), types.Text, around(indexExact, before),
			sig.Doc(page("getprefix"), "The text in front of the first searchText, null when there is none.", `info "a@b".getPrefix("@");`, "a\n")},
		{"getPrefixIgnoreCase", nil, params(search), types.Text, around(indexFold, before),
			sig.Doc(page("getPrefixIgnoreCase"), "getPrefix in any letter case.", `info "1X2".getPrefixIgnoreCase("x");`, "1\n")},
		{"getSuffix", nil, params(search), types.Text, around(indexExact, behind),
			sig.Doc(page("getSuffix"), "The text behind the first searchText, null when there is none.", `info "a@b@c".getSuffix("@");`, "b@c\n")},
		{"getSuffixIgnoreCase", nil, params(search), types.Text, around(indexFold, behind),
			sig.Doc(page("getsuffixignorecase"), "getSuffix in any letter case.", `info "1X2".getSuffixIgnoreCase("x");`, "2\n")},
		{"left", nil, params(count), types.Text, left,
			sig.Doc(page("left"), "The first characters; a negative count gives the whole text.", `info "ZX-9000".left(2);`, "ZX\n")},
		{"right", nil, params(count), types.Text, right,
			sig.Doc(page("right"), "The last characters; a negative count gives the whole text.", `info "ZX-9000".right(4);`, "9000\n")},
		{"subString", []string{"subText", "mid"}, between, types.Text, subString,
			sig.Doc(page("substring"), "The characters from startIndex up to, not including, endIndex, or to the end.", `info "abcdef".subString(1, 3);`, "bc\n")},

		{"concat", nil, params(sig.P("otherText", sig.TextArg)), types.Text, concat,
			sig.Doc(page("concat"), "The text followed by otherText.", `info "ab".concat("cd");`, "abcd\n")},
		{"trim", nil, nil, types.Text, change(trimBlanks),
			sig.Doc(page("trim"), "The text without blanks at both ends.", `info "[" + " x ".trim() + "]";`, "[x]\n")},
		{"ltrim", nil, nil, types.Text, change(trimLeft),
			sig.Doc(page("ltrim"), "The text without blanks at its start.", `info "[" + " x ".ltrim() + "]";`, "[x ]\n")},
		{"rtrim", nil, nil, types.Text, change(trimRight),
			sig.Doc(page("rtrim"), "The text without blanks at its end.", `info "[" + " x ".rtrim() + "]";`, "[ x]\n")},
		{"toLowerCase", nil, nil, types.Text, change(lower),
			sig.Doc(page("tolowercase"), "The text in small letters.", `info "ABC".toLowerCase();`, "abc\n")},
		{"toUpperCase", []string{"upper"}, nil, types.Text, change(upper),
			sig.Doc(page("touppercase"), "The text in capitals.", `info "abc".toUpperCase();`, "ABC\n")},
		{"proper", nil, nil, types.Text, change(properCase),
			sig.Doc(page("proper"), "Each word with a capital first letter and small others.", `info "purchase ORDER".proper();`, "Purchase Order\n")},
		{"leftpad", nil, params(width), types.Text, leftpad,
			sig.Doc(page("leftpad"), "Blanks in front of the text up to totalWidth characters.", `info "[" + "x".leftpad(3) + "]";`, "[  x]\n")},
		{"rightpad", nil, params(width), types.Text, rightpad,
			sig.Doc(page("rightpad"), "Blanks behind the text up to totalWidth characters.", `info "[" + "x".rightpad(3) + "]";`, "[x  ]\n")},
		{"repeat", nil, params(count), types.Text, repeat,
			sig.Doc(page("repeat"), "The text several times.", `info "ab".repeat(3);`, "ababab\n")},

		{"removeFirstOccurence", nil, params(search), types.Text, without(removeFirst),
			sig.Doc(page("removefirstoccurence"), "The text without the first searchText.", `info "ha-ha".removeFirstOccurence("ha");`, "-ha\n")},
		{"removeLastOccurence", nil, params(search), types.Text, without(removeLast),
			sig.Doc(page("removelastoccurence"), "The text without the last searchText.", `info "ha-ha".removeLastOccurence("ha");`, "ha-\n")},
		{"getAlpha", nil, nil, types.Text, keep(isLetter),
			sig.Doc(page("getAlpha"), "The letters of the text.", `info "a1-b2".getAlpha();`, "ab\n")},
		{"getAlphaNumeric", nil, nil, types.Text, keep(isLetterOrDigit),
			sig.Doc(page("getAlphaNumeric"), "The letters and digits of the text.", `info "a1-b2".getAlphaNumeric();`, "a1b2\n")},
		{"removeAllAlpha", nil, nil, types.Text, drop(isLetter),
			sig.Doc(page("removeallalpha"), "The text without its letters.", `info "a1-b2".removeAllAlpha();`, "1-2\n")},
		{"removeAllAlphaNumeric", nil, nil, types.Text, drop(isLetterOrDigit),
			sig.Doc(page("removeallalphanumeric"), "The text without its letters and digits.", `info "a1-b2".removeAllAlphaNumeric();`, "-\n")},

		{"replaceAll", nil, replacing, types.Text, replacer(false, -1),
			sig.Doc(page("replaceall"), "The text with every match of a regular expression replaced; with literal, of the text itself.", `info "3.5.7".replaceAll(".", "-", true);`, "3-5-7\n")},
		{"replaceAllIgnoreCase", nil, replacing, types.Text, replacer(true, -1),
			sig.Doc(page("replaceallignorecase"), "replaceAll in any letter case.", `info "aBAb".replaceAllIgnoreCase("b", "-");`, "a-A-\n")},
		{"replaceFirst", nil, replacing, types.Text, replacer(false, 1),
			sig.Doc(page("replacefirst"), "The text with the first match of a regular expression replaced.", `info "a1b2".replaceFirst("[0-9]", "-");`, "a-b2\n")},
		{"replaceFirstIgnoreCase", nil, replacing, types.Text, replacer(true, 1),
			sig.Doc(page("replaceFirstIgnoreCase"), "replaceFirst in any letter case.", `info "Go GO".replaceFirstIgnoreCase("gO", "Stop");`, "Stop GO\n")},
		{"matches", nil, params(sig.P("regex", sig.TextArg)), types.Bool, matches,
			sig.Doc(page("matches"), "Whether the whole text matches a regular expression.", `info "AB12".matches("[A-Z]{2}[0-9]{2}");`, "true\n")},

		{"hexToText", nil, nil, types.Text, hexToText,
			sig.Doc(page("hextotext"), "The text whose UTF-8 bytes the hexadecimal digits spell.", `info "4f4b".hexToText();`, "OK\n")},
		{"textToHex", nil, nil, types.Text, change(textToHex),
			sig.Doc(page("texttohex"), "The UTF-8 bytes of the text in hexadecimal.", `info "OK".textToHex();`, "4f4b\n")},
	}
}
