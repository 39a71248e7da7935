package syntax

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

func parse(text string) *File { return Parse(source.NewFile("t.dg", text), "") }

// findings returns one line for each finding: line:col, severity and message.
func findings(f *File) []string {
	out := []string{}
	for _, d := range f.Errors {
		out = append(out, strings.TrimPrefix(d.Primary.Place(), "t.dg:")+" "+d.Severity.String()+" "+
			strings.TrimPrefix(d.Message, improperText+": "))
	}
	return out
}

func TestValidScripts(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"only a comment":    "// nothing here",
		"bom and crlf":      "\ufeffinfo 1;\r\ninfo 2;\r\n",
		"two spaces":        "for each  x in {1,2}\n{\ninfo x;\n}",
		"index loop":        "for each index i in {1,2} { info i; }",
		"variable index":    "for each index in {1,2} { info index; }",
		"comment at else":   "if(a) { } // why\n else /* so */ if(b) { } /* x */ else { }",
		"comment at header": "void automation.f(String id, Map m) // what\n{ info id; }",
		"typed list header": "list:string f() { return List(); }",
		"task, editor form": "r = invokeurl\n[\n\turl :\"https://x/y\"\n\ttype :GET\n\tparameters:m.toString()\n\theaders:{\"A\":\"b\"}\n\tcontent-type: application/json\n\tconnection:\"c\"\n];",
		"task on one line":  "r = invokeUrl [ url: u type: POST connection: crm detailed: true ];",
		"task, commas":      "r = invokeurl [ url: u, type: GET, connection: 'c' ];",
		"task statement":    "invokeurl [ url: u type: GET ]\ninfo 1;",
		"task, comments":    "r = invokeurl\n[\n url: u // here\n /* and */ type: GET\n];",
		"conditional":       "v = if(a == null,\"\",if(b = 1, 2, 3));",
		"nested literals":   "m = {\"trigger\":{\"workflow\"},\"n\":{{1,2},{3}},\"e\":{}};",
		"number methods":    "info 218.5.round(0); info 2434.text(\"#\");",
		"keyword names":     "update = 1; delete = 2; info = 3; list = 4; info list; info info; index = 1; from = 2; show = 3;",
		"unary chain":       "x = !!!a; y = - -1; z = -9223372036854775808;",
		"any case":          "IF(a) { Info 1; } Else { INFO 2; } FOR EACH x IN y { } TRY { } CATCH (e) { } Return True;",
		"continued lines":   "x = a +\n b\n + c;\nif(a &&\n b) { }\ny = m\n  .get(1)\n  .get(2);",
		"typed constructor": "l = List:String({1}); c = Collection(\"a\":1,\"b\":2);",
		"slash slash text":  "u = \"https://a.b//c\"; // it's",
		"input member":      "input.Total = input.Qty * 2;",
		"dotted call":       "r = zoho.crm.getRecordById(\"Leads\",1).get(\"a\");",
		"parenthesised":     "info (a + b).toString(); info (1);",
		"empty statement":   ";;info 1;;",
		"fetch":             "x = Orders[Status == \"new\" && ID = input.ref];",
		"catch":             "try { a = 1; } catch (e) { info e.message; }",
	} {
		t.Run(name, func(t *testing.T) {
			f := parse(text)
			for _, d := range f.Errors {
				if d.Severity == 0 {
					t.Errorf("%v (%s)", d, d.Primary.Text)
				}
			}
		})
	}
}

func TestSyntaxErrors(t *testing.T) {
	for text, want := range map[string][]string{
		"for eech x in y { info x; }":           {"1:5 error expected 'each' in this loop, found 'eech'"},
		"x = \"abc;\ninfo 1;":                   {"1:5 error text without its closing quote"},
		"if(x > 1 { info 1 + ; }\ny = ;":        {"1:10 error expected ')' in this if, found '{'", "1:21 error expected an expression, found ';'", "2:5 error expected an expression, found ';'"},
		"x = 1 + ;\ny = (2;\nz = 3;":            {"1:9 error expected an expression, found ';'", "2:7 error expected ')', found ';'"},
		"x = 5 y = 6;":                          {"1:6 error expected ';', found 'y'"},
		"x = 5\ny = 6":                          {"1:6 warning a ';' is missing here", "2:6 warning a ';' is missing here"},
		"if(a) {\n info 1;\n":                   {"1:7 error " + unclosedBlock + ": the brace that line 1 opens is never closed"},
		"info 1; }":                             {"1:9 error expected a statement, found '}'"},
		"/* open":                               {"1:1 error " + unclosedComment},
		"x = a ? b : c;":                        {"1:7 error unexpected character '?'"},
		"info a, b;":                            {"1:7 error expected ';', found ','"},
		"x = {1,2,};":                           {"1:10 error expected an expression, found '}'"},
		"x = 99999999999999999999;":             {"1:5 error the number 99999999999999999999 does not fit in 64 bits"},
		"if(a) info 1;":                         {"1:7 error expected '{', found 'info'"},
		"try { } finally { }":                   {"1:9 error expected 'catch' after the try block, found 'finally'"},
		"if(a) { void f() { } }":                {"1:14 error Expecting ';' at the end of statement"},
		"x++;":                                  {"1:4 error expected an expression, found ';'"},
		"a.b(1 2);":                             {"1:7 error expected ',' or ')', found '2'"},
		"if(a = 1) { }":                         {"1:6 warning '=' compares here, as '==' does"},
		"x = 2 * .5;":                           {"1:9 warning a number begins with a point"},
		"x = “a” + ”b”;":                        {"1:5 warning this text stands between typographic quotes", "1:11 warning this text stands between typographic quotes"},
		"x = “a\" + \"b”;":                      {"1:5 error unexpected character '“'"},
		"x = “a;\ny = 1 +;":                     {"1:5 error unexpected character '“'", "2:8 error expected an expression, found ';'"},
		"x = \"<b>\n</b>\" + y;\nz = 1 +;":      {"1:5 error a line break stands inside this text", "3:8 error expected an expression, found ';'"},
		"x = a('\\' + y,'\\');":                 {"1:7 warning a backslash escapes the quote behind it", "1:15 warning a backslash escapes the quote behind it"},
		"x = '\\', he said' + y;":               {},
		"x = \"\\\" + y;":                       {"1:5 error text without its closing quote"},
		"x = f(\"a);\ny = \"b\";":               {"1:7 error text without its closing quote"},
		"x = \"a\ny = \"b\";":                   {"1:5 error text without its closing quote"},
		"x = f(\"a);\n// 5\"":                   {"1:7 error text without its closing quote"},
		"void f(zoho.req, int b, c) { }":        {"1:8 warning this parameter has no type", "1:25 warning this parameter has no type"},
		"void f(list:int) { }":                  {"1:13 error expected a name behind the type in this function header, found 'int'"},
		"void f(a.b c) { }":                     {"1:12 error expected ',' or ')' in this function header, found 'c'"},
		"thRow = 1; x = thRow + 1; throw = 2;":  {"1:33 error expected an expression, found '='"},
		"else { info 1; }":                      {"1:1 error expected a statement, found 'else'"},
		"r = invokeurl [ url \"x\" ];info 1 2;": {"1:21 error expected ':', found '\"x\"'", "1:33 error expected ';', found '2'"},
	} {
		t.Run(text, func(t *testing.T) {
			got := findings(parse(text))
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

// TestDeepNesting: brackets of every kind, closed or not, end in one error.
func TestDeepNesting(t *testing.T) {
	const n = 10_000
	for _, c := range []struct{ head, open, inner, close string }{
		{"x = ", "(", "1", ")"}, {"x = ", "{", "1", "}"}, {"x = ", "[", "1", "]"}, {"x = ", "{\"a\":", "1", "}"},
		{"x = ", "f(", "1", ")"}, {"x = ", "a.get(", "1", ")"}, {"x = ", "F[a == ", "1", "]"}, {"x = ", "if(a,1,", "2", ")"},
		{"x = ", "invokeurl [ url: ", "1", "]"}, {"x = ", "-(", "1", ")"}, {"", "if(a) { ", "", "}"}, {"", "try { ", "", "} catch (e) { }"},
		{"", "for each x in y { ", "", "}"}, {"", "void f() { ", "", "}"}, {"", "insert into F [ a = ", "1", "]"},
	} {
		for _, text := range []string{
			c.head + strings.Repeat(c.open, n) + c.inner + strings.Repeat(c.close, n),
			c.head + strings.Repeat(c.open, n),
		} {
			if f := parse(text); len(f.Errors) != 1 || f.Errors[0].Code != diag.TooDeep || !strings.HasPrefix(f.Errors[0].Message, improperText) {
				t.Errorf("%.40s…: %v", text, f.Errors)
			}
		}
	}
}

// TestLongChains: what goes on without nesting has no limit.
func TestLongChains(t *testing.T) {
	const n = 100_000
	for _, text := range []string{
		"x = " + strings.Repeat("!", n) + "a;",
		"x = a" + strings.Repeat(" + a", n) + ";",
		"x = a" + strings.Repeat(".b()", n) + ";",
		strings.Repeat("if(a) { } else ", n/10) + "{ }",
		strings.Repeat("if(a) { }", n),
	} {
		if f := parse(text); len(f.Errors) > 0 {
			t.Errorf("%.40s…: %v", text, f.Errors[0])
		}
	}
}

// TestNotUTF8 names the first byte that is no UTF-8.
func TestNotUTF8(t *testing.T) {
	f := parse("info \"ÿ\";\ninfo \"\xff\";")
	if len(f.Errors) != 1 || f.Errors[0].Code != diag.NotUTF8 || f.Errors[0].Primary.Place() != "t.dg:2:7" {
		t.Errorf("errors %v", f.Errors)
	}
	if f := parse("info \"ÿ\";"); len(f.Errors) > 0 {
		t.Errorf("errors %v", f.Errors)
	}
}

func TestIncomplete(t *testing.T) {
	for text, want := range map[string]bool{
		"if(a)": true, "if(a) {": true, "x = ": true, "x = 1": false, "f(1,": true, "/* a": true,
		"x = \"abc": false, "info 1;": false, "x = )": false, "for each": true, "m = {\"a\":": true,
		"r = invokeurl [": true, "try { }": true,
	} {
		if got := parse(text).Incomplete; got != want {
			t.Errorf("%q: incomplete = %v", text, got)
		}
	}
}

func TestDialectComment(t *testing.T) {
	f := parse("// dg: dialect creator\nx = a && b || c;")
	top := f.Stmts[0].(*Assign).X.(*Binary)
	if f.Dialect != Creator || top.Op != And {
		t.Errorf("dialect %s, weakest operator %s; want creator, &&", f.Dialect, top.Op)
	}
	if top := parse("x = a && b || c;").Stmts[0].(*Assign).X.(*Binary); top.Op != Or {
		t.Errorf("generic: weakest operator %s, want ||", top.Op)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"info 1;", "x = {\"a\":{1,2}};", "if(a = 1) { } else if(b) { } else { }",
		"r = invokeurl [ url: u content-type: a/b type: GET connection: c ];", "for each index i in l { break; }",
		"void a.b(String c, list:int d) { return; }", "try { throw {\"message\":1}; } catch (e) { info e; }",
		"x = \"\\\"; /* ", "\ufeff'a'", "List:String(", "a[b", "x = if(a,b,c).d.e(f:g);", "- - ! + 5.5.5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		file := parse(s)
		for _, st := range file.Stmts {
			if sp := st.Span(); !sp.IsValid() || sp.Start > sp.End || sp.End.Offset() > len(s)+1 {
				t.Fatalf("%q: span %v", s, sp)
			}
		}
		for _, d := range file.Errors {
			if d.Message == "" || d.Code == "" {
				t.Fatalf("%q: finding without words: %+v", s, d)
			}
		}
	})
}

func TestJSON(t *testing.T) {
	f := parse("x = a + 1 // why\nint b.f(list:int l) { return l.get(0); }")
	data, err := f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"kind": "Assign"`, `"semicolon": false`, `"op": "+"`, `"name": "b.f"`, `"elem": "int"`, `"text": "// why"`, `"kind": "Call"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in\n%s", want, data)
		}
	}
	for _, text := range []string{"", "x = ;", "if(a) {", "sendmail [ to: a attachments: file:b, template:t:R 1 as PDF ]", "x = F[a is null] sort by b desc range from 1 to 2;",
		"insert into F [ a.b=1 c=2 ]", "update r [ a=1 ]", "delete from F[ID != 0];", "hide a, b.c; alert(f,\"m\"); cancel submit; input.a:ui.add(l);"} {
		if _, err := parse(text).JSON(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestComments: those behind the last statement count, too, and so do those of a
// file that has nothing else.
func TestComments(t *testing.T) {
	for text, want := range map[string]int{"// a": 1, "a = 1; // b\n/* c */": 2, "/* a */ b = /* c */ 1;\n//\n": 3} {
		if got := len(parse(text).Comments); got != want {
			t.Errorf("%q has %d comments, want %d", text, got, want)
		}
	}
}

// TestAttachmentWords: a quote that is never closed is no word of a template.
func TestAttachmentWords(t *testing.T) {
	for text, broken := range map[string]bool{
		"sendmail [ Attachments: template:t:Report x-y as PDF ]":  false,
		"sendmail [ Attachments: template:t:Report \"x as PDF\n]": true,
	} {
		if f := parse(text); f.Errors.HasErrors() != broken {
			t.Errorf("%q: %v", text, f.Errors)
		}
	}
}

// TestOddText: text that the products refuse has the value it shows.
func TestOddText(t *testing.T) {
	for text, want := range map[string]string{"x = “a b”;": "a b", "x = ”a\\n”;": "a\n", "x = '\\';": `\`} {
		if got := parse(text).Stmts[0].(*Assign).X.(*TextLit).Value; got != want {
			t.Errorf("%q has the value %q, want %q", text, got, want)
		}
	}
	f := parse("void f(zoho.req, int b, c) { }").Funcs[0]
	if f.Params[0].Name.Name != "req" || f.Params[2].Name.Name != "c" || f.Params[2].Type.Name != "" {
		t.Errorf("parameters %+v", f.Params)
	}
}
