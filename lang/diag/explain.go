package diag

import "slices"

// Explanation is the long text behind a code.
type Explanation struct {
	Code  Code
	Title string
	Text  string // what it means and what to do
	Wrong string // an example, if any
	Right string
}

// Explain returns the explanation of a code, in any letter case.
func Explain(c Code) (Explanation, bool) {
	for _, list := range [][]Explanation{explanations, flowExplanations} {
		if i := slices.IndexFunc(list, func(e Explanation) bool { return e.Code == c }); i >= 0 {
			return list[i], true
		}
	}
	return Explanation{}, false
}

// Codes returns all codes that are explained, in order.
func Codes() []Code {
	return slices.Sorted(func(yield func(Code) bool) {
		for _, list := range [][]Explanation{explanations, flowExplanations} {
			for _, e := range list {
				if !yield(e.Code) {
					return
				}
			}
		}
	})
}

var explanations = []Explanation{
	{Syntax, "a statement that is no Deluge",
		"The text could not be read as a statement. The mark shows the first word that does not fit. The products report the same as an improper statement, on the block around it; dg shows the place itself. Usual causes are a missing semicolon, bracket or quote just before the mark.",
		"x = (1 + 2;", "x = (1 + 2);"},
	{UnclosedText, "text without its closing quote",
		"Text ends on the line it begins on: a line break in it is written \\n. A backslash in front of a quote makes the quote part of the text, so a text that ends in a backslash needs two of them.",
		`path = "C:\";`, `path = "C:\\";`},
	{UnclosedComment, "a comment that never ends",
		"A comment that begins with /* ends at the first */ behind it. Comments do not nest.", "/* to do", "/* to do */"},
	{UnclosedBlock, "a missing closing brace",
		"The file ends inside a block. The mark is on the brace that is never closed: the indentation tells which one, and the related place is where its partner belongs by it. Without indentation it is the innermost one that is open at the end.",
		"if(a)\n{\n\tinfo a;", "if(a)\n{\n\tinfo a;\n}"},
	{BadCharacter, "a character that is no part of the language",
		"Often it is a typographic quote that came with pasted text, or an operator of another language, such as the question mark of a conditional.",
		"x = a ? 1 : 2;", "x = if(a,1,2);"},
	{BadNumber, "a number that does not fit",
		"Whole numbers have 64 bits: they end at 9223372036854775807. Longer strings of digits are text.",
		"id = 99999999999999999999;", `id = "99999999999999999999";`},
	{MissingSemicolon, "a missing semicolon",
		"Simple statements end with a semicolon. It is harmless at the end of a line, and dg goes on; some editors of the products do not.", "x = 1", "x = 1;"},
	{OddSpace, "an odd blank",
		"A no-break or other Unicode blank stands between words. It counts as a blank here. It usually comes from a web page.", "", ""},
	{SingleEquals, "= where == is meant",
		"In conditions, criteria and call arguments a single = compares. It works, and is easily read as an assignment.", "if(a = 1)", "if(a == 1)"},
	{TooDeep, "brackets too deep",
		"Brackets may nest 500 deep. Put an inner part into a variable.", "", ""},
	{UnknownKey, "an unknown or missing key of a task",
		"A task such as invokeurl takes a fixed set of keys; one of them is misspelt or a required one is missing.", "invokeurl [ uri: u ]", "invokeurl [ url: u ]"},
	{DuplicateKey, "a key given twice",
		"A task takes each key once. Which of two would win is not defined, so neither does.", "", ""},
	{LeadingDot, "a number that begins with a point", "It is read, and some editors refuse it.", "x = .5;", "x = 0.5;"},
	{TypedLocal, "a type in front of a variable",
		"Variables have no declared type in Deluge; only parameters do. dg converts the value to the type, the editors of the products refuse the line.", `string s = "a";`, `s = "a";`},
	{WhileLoop, "a while loop",
		"dg runs while loops, the editors of the products refuse them. A loop over a list of the wanted length does the same there.", "while(i < 3)", "for each index i in {1,2,3}"},
	{NotUTF8, "a file that is not UTF-8",
		"Scripts are UTF-8 text. The file was probably saved in an older encoding; save it again as UTF-8.", "", ""},
	{LaterGrammar, "a part of the language that this version does not run",
		"The script is well-formed. dg reads and checks this part, and a run stops with this error when it gets there, so that nothing is skipped in silence.", "", ""},
	{CurlyQuotes, "text between typographic quotes",
		"Word processors and web pages turn straight quotes into typographic ones. dg reads the text, the products refuse it. A straight quote inside, or a missing partner, is an error.",
		"x = “a”;", `x = "a";`},
	{LoneBackslash, "a backslash before the closing quote",
		"In text a backslash escapes the quote behind it. dg reads '\\' as one backslash where the line leaves no other reading; between double quotes it is an error, as in the products.",
		`x = '\';`, `x = "\\";`},
	{UntypedParam, "a parameter without a type",
		"A function header gives each parameter a type and a name. Without a type the parameter takes any value, and of a dotted name the last part counts.",
		"string f(zoho.crmAPIRequest)", "string f(map crmAPIRequest)"},

	{UndefinedVariable, "a variable that was never assigned",
		"A variable exists from its first assignment on, in the order of the text, and belongs to the whole function. Names are case-sensitive. Functions do not see the variables of their callers.",
		"info total;", "total = 0;\ninfo total;"},
	{MissingArgument, "an argument that was not given",
		"A name that bare statements read and never assign before is an argument of the script. Give it with --arg NAME=VALUE or in a file with --args. If it is meant to be a variable, it is misspelt or assigned too late.", "", ""},
	{UnknownFunction, "a function that does not exist",
		"No built-in, method or function of this file has the name. A function of another file of the app is only a warning until it is called.",
		"rows.length2();", "rows.size();"},
	{WrongArity, "a wrong number of arguments", "The function takes another number of arguments; the hint shows them.", `"a".contains();`, `"a".contains("b");`},
	{WrongArgument, "an argument of the wrong kind", "The value cannot be turned into what the parameter takes.", "", ""},
	{MissingReturn, "a way through the function without a return",
		"A function with a type returns on every way through it. An if needs an else that returns, or a return behind it; a try needs one in both blocks.",
		"int f(int a)\n{\n\tif(a > 0)\n\t{\n\t\treturn 1;\n\t}\n}", "int f(int a)\n{\n\tif(a > 0)\n\t{\n\t\treturn 1;\n\t}\n\treturn 0;\n}"},
	{VoidAsValue, "a void function used as a value", "A void function has no value: call it as a statement, or give it a type and a return.", "", ""},
	{OutsideLoop, "break or continue outside of a loop", "Both belong to the nearest loop around them, and there is none.", "", ""},
	{DuplicateFunction, "two functions of one name", "Calls could not tell them apart. Rename one; a leading thisapp. does not make a difference. In two files of a project it is a warning: a copy that is kept somewhere, perhaps.", "", ""},
	{DuplicateParam, "two parameters of one name",
		"Only one of the two arguments could be read. Rename one of them.", "int f(int a, int a)", "int f(int a, int b)"},
	{NotInProduct, "something that a product lacks",
		"The products share the language, not every built-in and statement. --product says for which one the script is: percentile, for example, is missing in Creator, and the statements of forms and records exist only there. Without --product nothing is reported, and dg runs it all.",
		"info values.percentile(50); // dg check --product creator", ""},
	{NoEntry, "nothing to run",
		"A file with bare statements runs them; a file with one function runs it; of several functions --function chooses one.", "", ""},
	{BareExpression, "a statement without an effect", "An expression on its own does nothing. Assign it, print it with info, or take it out.", "a + b;", "info a + b;"},
	{BadAssignment, "an assignment to something that is no variable", "Only variables, arguments written as input.name and fields of records can be assigned to.", `m.get("a") = 1;`, `m.put("a",1);`},

	{Runtime, "an error while the script ran", "The message is the one of the products where they have one. try and catch keep it from ending the script.", "", ""},
	{Thrown, "an error the script raised", "A throw statement was reached and nothing caught it.", "", ""},
	{NullUse, "null used as a value",
		"A value was null where the operation needs one: a missing map key, a function without a result, a variable whose assignment did not run. Test with != null or isNull, or give a default with ifnull.",
		`total = order.get("qty") * 2;`, `total = ifnull(order.get("qty"),0) * 2;`},
	{Limit, "a limit was reached",
		"The run was stopped: statements (--max-steps, --limits zoho), call depth, time (--timeout) or calls. Scripts cannot catch it.", "", ""},
	{Cancelled, "the run was interrupted", "Ctrl-C or another signal ended it. What it had done outside stays done.", "", ""},
	{Network, "a network task got no answer", "The message names the host and the likely cause. An answer with an error status is no error: the script gets its body, and with detailed:true its status.", "", ""},
	{Unconnected, "a connection cannot be used",
		"The link name is unknown, the account was never connected, the provider no longer takes its token, or the request goes to a host the connection is not for. The hint is the command that mends it.", "", ""},
	{Internal, "a fault of dg", "This should not happen whatever the script does. Please report it with the script; -v prints where it happened.", "", ""},

	{RuleFile, "a rule file of the wrong shape",
		"The file is not YAML, or a value is of another kind than the key takes. The mark shows the place; rules are lists under rules:, each with a name, on: and do:.",
		"rules:\n  name: Welcome", "rules:\n  - name: Welcome\n    on: create\n    do:\n      - call: welcome.dg"},
	{RuleValue, "a rule with a value that means nothing", "The key takes other words or numbers; the hint names them.", "on: created", "on: create"},
	{RuleLater, "a rule that this version does not run", "The rule is well-formed. It is read and named, and does not fire, so that nothing is skipped in silence.", "", ""},
	{RuleCriteria, "criteria that cannot be read", "Criteria are FIELD is VALUE, FIELD contains VALUE and the like, joined by and, or and parentheses. A pattern of which is tried in the order of the file.", "when: Lead_Source equals Web", "when: Lead_Source is Web"},
	{RuleCall, "a rule that calls what is not there",
		"The script of a call does not exist, does not parse, has no such function, or takes other arguments than the rule gives. The file is looked for from the folder of the rules.", "call: welcom.dg", "call: welcome.dg"},
	{RuleOdd, "a rule that the product would not take", "dg runs it. The product has a limit or lacks the trigger; the message says which.", "", ""},
	{EventFile, "an event that cannot be read", "An event is one JSON object with event, record, before, user, time and id, or a list of such objects.", `{"evnt": "Leads.create"}`, `{"event": "Leads.create", "record": {"Last_Name": "Byrne"}}`},
	{ConnectorFile, "a mistake in the file of a connector",
		"A key is unknown or lacks its value, a place ${name} stands where none may be, or the file is not YAML. dg connectors list shows those that can be read.",
		"apis:\n  find:\n    metod: GET", "apis:\n  find:\n    method: GET"},
	{Setting, "a setting of dg.yaml that is none",
		"The key is unknown, or its value is of another kind. Settings are dialect, timezone, user, admin, app, ip, limits, net and language.", "timezome: Europe/Dublin", "timezone: Europe/Dublin"},
}
