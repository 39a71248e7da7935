package cli

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/interp"
)

// proseVerbs are what dg does in sentences, as opposed to what is typed.
var proseVerbs = strings.Fields("reads keeps makes starts adds says calls does knows")

var commandInProse = regexp.MustCompile(`\bdg ([a-z][a-z-]*(?:[ \n][^ \n.,;:()]+)*)`)

// Every command and flag that a topic names exists.
func TestTopicsNameCommandsThatExist(t *testing.T) {
	root := (&app{io: streams.New(nil, nil, nil, func(string) string { return "" })}).root([]string{"help"})
	strictHelp(root)
	seen := 0
	for _, topic := range topics() {
		for _, m := range commandInProse.FindAllStringSubmatch(topic.text, -1) {
			words := strings.Fields(m[1])
			if slices.Contains(proseVerbs, words[0]) {
				continue
			}
			seen++
			if words[0] == "help" {
				if knownTopic(root, words[1:2]) != nil && !slices.ContainsFunc(topics(), func(other topicText) bool { return other.name == words[1] }) {
					t.Errorf("%s: dg %s: no such topic", topic.name, m[1])
				}
				continue
			}
			if problem := resolveCommand(root, words); problem != "" {
				t.Errorf("%s: dg %s: %s", topic.name, m[1], problem)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d commands were found", seen)
	}
}

type topicText = topic

// resolveCommand follows words down the commands and looks flags up.
func resolveCommand(root *cobra.Command, words []string) string {
	cmd := root
	for i, word := range words {
		var next *cobra.Command
		for _, c := range cmd.Commands() {
			if c.Name() == word {
				next = c
			}
		}
		if next != nil {
			cmd = next
			continue
		}
		if cmd == root || cmd.HasSubCommands() && !strings.HasPrefix(word, "-") {
			return "there is no command " + word
		}
		for _, flag := range words[i:] {
			name, long := strings.CutPrefix(flag, "--")
			if long && name != "" && name != "help" && lookup(cmd, name) == nil {
				return "there is no flag " + flag
			}
		}
		return ""
	}
	return ""
}

func lookup(cmd *cobra.Command, name string) *pflag.Flag {
	if f := cmd.Flags().Lookup(name); f != nil {
		return f
	}
	return cmd.InheritedFlags().Lookup(name)
}

// The topic on connections knows all states and all commands.
func TestConnectionsTopicIsComplete(t *testing.T) {
	for _, state := range []connections.State{connections.StateNew, connections.StateConnected, connections.StateExpiring,
		connections.StateNeedsReconnect, connections.StateRevoked, connections.StateDisabled} {
		if !strings.Contains(connectionsHelp, string(state)+" (") && !strings.Contains(connectionsHelp, string(state)+",") {
			t.Errorf("state %s is not explained", state)
		}
	}
	root := (&app{io: streams.New(nil, nil, nil, func(string) string { return "" })}).root([]string{"help"})
	for _, c := range root.Commands() {
		if c.Name() != "connections" {
			continue
		}
		for _, sub := range c.Commands() {
			if !slices.ContainsFunc(topics(), func(tp topic) bool { return strings.Contains(tp.text, "dg connections "+sub.Name()) }) && sub.Name() != "list" && sub.Name() != "enable" {
				t.Errorf("no topic names dg connections %s", sub.Name())
			}
		}
	}
}

// dg help connections is the topic, dg connections --help the commands.
func TestHelpConnections(t *testing.T) {
	for line, want := range map[string]string{"help connections": "States: new", "connections --help": "Available Commands", "help connections list": "needs_reconnect", "help security": "AES-256-GCM"} {
		var out bytes.Buffer
		if code := Run(context.Background(), strings.Fields(line), streams.New(nil, &out, &out, func(string) string { return "" })); code != 0 || !strings.Contains(out.String(), want) {
			t.Errorf("dg %s: exit code %d\n%s", line, code, &out)
		}
	}
}

// A panic that was caught asks for a report, and has its code.
func TestInternalErrorHasItsCode(t *testing.T) {
	var said bytes.Buffer
	a := &app{io: streams.New(nil, nil, &said, func(string) string { return "" })}
	err := &interp.Error{Code: diag.Internal, Message: "internal error: index out of range"}
	if code := a.finish(context.Background(), nil, nil, err); code != 70 || !strings.Contains(said.String(), "internal error") {
		t.Errorf("exit code %d, %q", code, &said)
	}
}
