package diag

// Code names a kind of finding. Codes never change their meaning.
type Code string

// Findings while reading a script.
const (
	Syntax           Code = "DG0101" // any syntax error without a code of its own
	UnclosedText     Code = "DG0102"
	UnclosedComment  Code = "DG0103"
	UnclosedBlock    Code = "DG0104"
	BadCharacter     Code = "DG0105"
	BadNumber        Code = "DG0106"
	MissingSemicolon Code = "DG0107" // warning
	OddSpace         Code = "DG0108" // warning
	SingleEquals     Code = "DG0109" // warning
	TooDeep          Code = "DG0110"
	UnknownKey       Code = "DG0111"
	DuplicateKey     Code = "DG0112"
	LeadingDot       Code = "DG0113" // warning
	TypedLocal       Code = "DG0114" // warning
	WhileLoop        Code = "DG0115" // warning
	NotUTF8          Code = "DG0116"
	LaterGrammar     Code = "DG0117" // understood, but this version does not run it
	CurlyQuotes      Code = "DG0118" // warning
	LoneBackslash    Code = "DG0119" // warning
	UntypedParam     Code = "DG0120" // warning
)

// Findings while checking names, calls and flow.
const (
	UndefinedVariable Code = "DG0201"
	MissingArgument   Code = "DG0202"
	UnknownFunction   Code = "DG0211"
	WrongArity        Code = "DG0212"
	WrongArgument     Code = "DG0213"
	MissingReturn     Code = "DG0214"
	VoidAsValue       Code = "DG0215"
	UnusedResult      Code = "DG0216"
	OutsideLoop       Code = "DG0217"
	DuplicateFunction Code = "DG0218"
	NoEntry           Code = "DG0219"
	WrongOperands     Code = "DG0220"
	BareExpression    Code = "DG0221"
	BadAssignment     Code = "DG0222"
	DuplicateParam    Code = "DG0223"
	WrongReturn       Code = "DG0224"
	NotBoolean        Code = "DG0225"
	AlertInFunction   Code = "DG0226"
	UnknownForm       Code = "DG0227" // warning
	UnknownConnection Code = "DG0228" // warning
	CriteriaOperands  Code = "DG0229"
	NotInProduct      Code = "DG0231"
	MissingScope      Code = "DG0232" // warning
)

// Findings about what runs and is likely not what was meant; all are warnings.
const (
	IDThroughDecimal  Code = "DG0301"
	TextAgainstNumber Code = "DG0302"
	NullPath          Code = "DG0303"
	WrongShape        Code = "DG0304"
	LiteralCredential Code = "DG0305"
	NeverEqual        Code = "DG0306"
	MixedLogic        Code = "DG0307"
	KindChanges       Code = "DG0308"
	NotIterable       Code = "DG0309"
	AlwaysNull        Code = "DG0310"
	NoSuchField       Code = "DG0311"
	MaybeUnassigned   Code = "DG0312"
	NoSuchDate        Code = "DG0313"
	WrongTaskArgument Code = "DG0314"
)

// Findings while a script runs.
const (
	Runtime     Code = "DG0501"
	Thrown      Code = "DG0502"
	NullUse     Code = "DG0503"
	Limit       Code = "DG0601"
	Cancelled   Code = "DG0602"
	Network     Code = "DG0701"
	Unconnected Code = "DG0702"
	Internal    Code = "DG0999"
)

// Findings in the other files of a project.
const (
	RuleFile      Code = "DG0801"
	RuleValue     Code = "DG0802"
	RuleLater     Code = "DG0803" // understood, but this version does not do it
	RuleCriteria  Code = "DG0804"
	RuleCall      Code = "DG0805"
	RuleOdd       Code = "DG0806" // warning: the product does not allow it
	EventFile     Code = "DG0807"
	ConnectorFile Code = "DG0821"
	Setting       Code = "DG0831"
)
