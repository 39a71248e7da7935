package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// helpOf is what dg help TOPIC prints.
func helpOf(t *testing.T, topic string) string {
	t.Helper()
	out, err := exec.Command("dg", "help", topic).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func transcript(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../testdata/script/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// column are the names in the first column of a topic's tables.
func column(text string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([^ ].*?)(?:  |$)`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// quotedVariable matches the name of a variable that code looks up.
var quotedVariable = regexp.MustCompile(`"(DG_[A-Z_]+[A-Z]|NO_COLOR|CLICOLOR[A-Z_]*|FORCE_COLOR|TERM|COLUMNS|BROWSER|[A-Z]+_PROXY)"`)

// Every variable of the help has its lines in the transcript, and every variable that
// the code looks up is in the help.
func TestHelpEnvironment(t *testing.T) {
	text, tried := helpOf(t, "environment"), transcript(t, "help_environment")
	listed := column(text)
	if len(listed) < 14 {
		t.Fatalf("the help lists %q", listed)
	}
	for _, name := range listed {
		name = strings.Replace(name, "<NAME>", "CRM", 1)
		if !strings.Contains(tried, "\nenv "+name+"=") && name != "TERM" {
			t.Errorf("help_environment.txtar does not try %s", name)
		}
	}
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.name, "cmd") && !under(f.name, "connections") {
			continue
		}
		source, err := os.ReadFile(filepath.Join("../..", f.name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quotedVariable.FindAllStringSubmatch(string(source), -1) {
			if !slices.Contains(listed, m[1]) {
				t.Errorf("%s looks %s up, which dg help environment does not list", f.name, m[1])
			}
		}
	}
}

func TestHelpExitCodes(t *testing.T) {
	tried := transcript(t, "help_exit_codes")
	codes := regexp.MustCompile(`(?m)^  (\d+) `).FindAllStringSubmatch(helpOf(t, "exit-codes"), -1)
	if len(codes) < 9 {
		t.Fatalf("the help lists %q", codes)
	}
	for _, m := range codes {
		if !strings.Contains(tried, "exits "+m[1]+" ") && m[1] != "70" { // TestInternalErrorHasItsCode
			t.Errorf("help_exit_codes.txtar produces no exit code %s", m[1])
		}
	}
}

// filesTried are the lines that make or read a file of the help.
var filesTried = map[string]string{
	"connections.db": "exists config/connections.db", "key": "exists config/key", "locks/": "exists config/locks/",
	"connectors/": "exec dg connectors list", "services/": "exec dg services show own", "dg.yaml": "exec dg run deep/script.dg",
	"rules/, rules.yaml": "mv rules.yaml rules/leads.yaml",
	"history":            "", // TestReplOnTerminal
	"pending-…":          "", // TestX13X14Kills
}

func TestHelpFiles(t *testing.T) {
	tried := transcript(t, "help_files")
	listed := column(helpOf(t, "files"))
	if len(listed) < 9 {
		t.Fatalf("the help lists %q", listed)
	}
	for _, name := range listed {
		if line, known := filesTried[name]; !known || !strings.Contains(tried, line) {
			t.Errorf("help_files.txtar does not try %s", name)
		}
	}
}
