package diag

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// sarifSchema names the form of the log.
// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json
const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// SARIF is a log of findings in the format of that name, version 2.1.0, as services
// that show findings in a review read it.
// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type SARIF struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifRule struct {
	ID    Code       `json:"id"`
	Short *sarifText `json:"shortDescription,omitempty"`
	Full  *sarifText `json:"fullDescription,omitempty"`
	Help  *sarifText `json:"help,omitempty"`
}

type sarifResult struct {
	RuleID    Code            `json:"ruleId,omitempty"`
	RuleIndex *int            `json:"ruleIndex,omitempty"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted sarifText   `json:"insertedContent"`
}

// ToSARIF returns a log of the findings. Its rules are the codes that occur, with
// the texts of Explain; version is the one of dg.
func ToSARIF(l []JSON, version string) SARIF {
	var codes []Code
	for _, j := range l {
		if j.Code != "" {
			codes = append(codes, j.Code)
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
		Tool: sarifTool{sarifDriver{Name: "dg", Version: version, Rules: []sarifRule{}}}}
	for _, c := range codes {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(c))
	}
	for _, j := range l {
		run.Results = append(run.Results, sarifResultOf(j, codes))
	}
	return SARIF{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}
}

func sarifRuleOf(c Code) sarifRule {
	e, ok := Explain(c)
	if !ok {
		return sarifRule{ID: c}
	}
	help := sarifText{Text: e.Text, Markdown: e.Text}
	if e.Wrong != "" {
		help.Text += "\n\nWrong:\n" + e.Wrong + "\n\nRight:\n" + e.Right
		help.Markdown += "\n\nWrong:\n\n```\n" + e.Wrong + "\n```\n\nRight:\n\n```\n" + e.Right + "\n```"
	}
	return sarifRule{ID: c, Short: &sarifText{Text: e.Title}, Full: &sarifText{Text: e.Text}, Help: &help}
}

func sarifResultOf(j JSON, codes []Code) sarifResult {
	r := sarifResult{RuleID: j.Code, Level: j.Severity, Message: sarifText{Text: j.Message}}
	if r.Level == Info.String() {
		r.Level = "note"
	}
	if i, ok := slices.BinarySearch(codes, j.Code); ok {
		r.RuleIndex = &i
	}
	if j.Hint != "" {
		r.Message.Text += "\n" + j.Hint
	}
	if j.File != "" {
		r.Locations = []sarifLocation{{Physical: sarifPhysical{sarifURI(j.File), sarifRegionOf(j.Start, j.End)}}}
	}
	for _, l := range j.Related {
		r.Related = append(r.Related, sarifLocation{sarifPhysical{sarifURI(l.File), sarifRegionOf(l.Start, l.End)}, &sarifText{Text: l.Text}})
	}
	if len(j.Fixes) > 0 {
		r.Fixes = []sarifFix{sarifFixOf(j)}
	}
	return r
}

func sarifFixOf(j JSON) sarifFix {
	change := sarifChange{Artifact: sarifURI(j.File)}
	for _, e := range j.Fixes {
		if region := sarifRegionOf(e.Start, e.End); region != nil {
			change.Replacements = append(change.Replacements, sarifReplacement{*region, sarifText{Text: e.Text}})
		}
	}
	text := j.Hint
	if text == "" {
		text = j.Message
	}
	return sarifFix{sarifText{Text: text}, []sarifChange{change}}
}

// sarifRegionOf returns nil without a place: the finding is about the whole file.
func sarifRegionOf(start, end *JSONPos) *sarifRegion {
	if start == nil {
		return nil
	}
	if end == nil {
		end = start
	}
	return &sarifRegion{start.Line, start.Column, end.Line, end.Column}
}

// sarifURI returns the reference of a file, relative unless its name is absolute.
func sarifURI(name string) sarifArtifact {
	slashed := filepath.ToSlash(name)
	u := url.URL{Path: slashed}
	if filepath.IsAbs(name) {
		u = url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(slashed, "/")}
	}
	return sarifArtifact{u.String()}
}
