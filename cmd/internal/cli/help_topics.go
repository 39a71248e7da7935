package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// topic is a help topic: a command that only has a text.
type topic struct{ name, short, text string }

// topics are what dg help NAME prints beside the commands. Tests hold every sentence
// of them that can be tried: variables are read, codes produced, files made, and the
// commands that they name exist.
func topics() []topic {
	return []topic{
		{"environment", "The environment variables that dg reads", environmentHelp()},
		{"exit-codes", "What the exit codes mean", exitCodesHelp},
		{"files", "What dg keeps, where, and who can read it", filesHelp()},
		{"connections", "How connections work, from the first login on", connectionsHelp},
		{"security", "What dg does with secrets, and what it does not", securityHelp},
	}
}

// topicCommands are the topics that no command has the name of.
func topicCommands() []*cobra.Command {
	var all []*cobra.Command
	for _, t := range topics() {
		if t.name == "connections" {
			continue // helpTopic prints it
		}
		cmd := &cobra.Command{Use: t.name, Short: t.short, Long: t.text}
		cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), cmd.Long) })
		all = append(all, cmd)
	}
	return all
}

// helpTopic prints the topic of a name in front of the command of that name.
func helpTopic(cmd *cobra.Command, words []string) bool {
	for _, t := range topics() {
		if len(words) == 1 && words[0] == t.name {
			fmt.Fprint(cmd.OutOrStdout(), t.text)
			return true
		}
	}
	return false
}

// row is a line of a topic's table.
type row struct{ name, what string }

// table lays rows out; a long name stands on a line of its own.
func table(rows []row) string {
	const column = 18
	var b strings.Builder
	for _, r := range rows {
		if len(r.name) > column {
			fmt.Fprintf(&b, "  %s\n", r.name)
			r.name = ""
		}
		for line := range strings.Lines(r.what) {
			fmt.Fprintf(&b, "  %-*s  %s\n", column, r.name, strings.TrimSpace(line))
			r.name = ""
		}
	}
	return b.String()
}

// environmentRows are the variables that dg reads.
var environmentRows = []row{
	{"DG_CONFIG_DIR", "the folder of dg's state; see dg help files"},
	{"DG_KEY", "the key of the connections file: 32 bytes in base64. It wins over the keyring\nand the key file"},
	{"DG_NEW_KEY", "the key that dg connections rekey seals with, where DG_KEY holds the old one"},
	{"DG_CONNECTION_<NAME>_TOKEN", "an access token for the connection NAME, in capitals, other characters as _.\nIt wins over the store and is never written; for CI"},
	{"DG_CONNECTION_<NAME>_REFRESH_TOKEN", "the same for a refresh token; what it brings lasts as long as the command"},
	{"NO_COLOR", "no colour, whatever it holds"},
	{"CLICOLOR_FORCE", "colour even where there is no terminal; so does FORCE_COLOR"},
	{"FORCE_COLOR", "as CLICOLOR_FORCE"},
	{"TERM", "dumb: no colour"},
	{"COLUMNS", "the width of messages; otherwise the terminal's, or 100"},
	{"BROWSER", "the program that opens a login's address; %s stands for the address"},
	{"HTTPS_PROXY", "the proxy for https requests; HTTP_PROXY for http"},
	{"HTTP_PROXY", "the proxy for http requests, but for those to this machine"},
	{"NO_PROXY", "hosts that are called without a proxy"},
}

func environmentHelp() string {
	return "dg reads these environment variables:\n\n" + table(environmentRows) + `
Flags win over variables, variables over dg.yaml. DG_KEY, DG_NEW_KEY and the tokens are
taken out of the environment of the programs that dg starts.
`
}

// filesRows are what lies in the folder of dg's state.
var filesRows = []row{
	{"connections.db", "services, connections and their sealed credentials"},
	{"key", "the key of that file, when neither DG_KEY nor the system keyring has it"},
	{"locks/", "keeps two commands from renewing one token at once"},
	{"pending-…", "a renewed token on its way into connections.db"},
	{"history", "the lines of dg repl"},
	{"connectors/", "connectors for all projects"},
	{"services/", "descriptions of services that you keep as files"},
}

// projectRows are what dg looks for beside scripts.
var projectRows = []row{
	{"dg.yaml", "the settings of the folder and of those below it"},
	{"connectors/", "connectors of the project"},
	{"rules/, rules.yaml", "workflow rules; dg workflow fire reads them"},
}

func filesHelp() string {
	return `dg keeps its state in the folder that DG_CONFIG_DIR names, otherwise in ~/.config/dg
(Linux), ~/Library/Application Support/dg (macOS) or %AppData%\dg (Windows):

` + table(filesRows) + `
dg makes the folder with mode 0700 and its files with 0600: nobody else can read them.
dg connections doctor finds those that others can reach. dg connections export saves the
connections file, dg connections import puts it back.

In the working folder, or with a script:

` + table(projectRows)
}

const connectionsHelp = `A service is how one provider signs people in, and which hosts may receive its tokens.
A connection is your use of it, under the link name that scripts use. An authorization
is the account behind a connection; a new login replaces it and nothing else.

  dg services list                               what dg knows
  dg connections add crm --service zoho          a connection; asks for what is missing
  dg connections login crm                       connect it, or another account
  dg connections show crm                        its fields, and the block for a script
  dg connections status crm                      what is good and bad about it
  dg connections test crm                        ask the service who is signed in

A script names it, and dg adds the credentials:

  response = invokeUrl [ url : "https://…" type : GET connection : "crm" ];

States: new (never connected), connected, expiring (the access token has ended and the
next call renews it), needs_reconnect (the provider refused that: log in again),
revoked (logged out or revoked), disabled (dg connections enable ends that).

A token is renewed a minute before its end, or after a 401, once. dg connections refresh
--force does it by hand, dg connections refresh --scopes +NAME asks for more scopes.
Without a refresh token a connection ends with its access token; dg says so at once.

  dg connections edit crm --region eu            region, scopes, client, variables
  dg connections rename crm 'CRM of ACME'        the name for people
  dg connections disable crm                     a pause; the tokens stay
  dg connections logout crm                      forget the tokens here
  dg connections revoke crm                      and at the provider
  dg connections remove crm                      forget the connection
  dg connections token crm                       an access token, for another program
  dg connections curl crm -- URL                 curl with the credentials added

On a machine without a browser: dg connections login crm --flow paste. In CI: set
DG_CONNECTION_CRM_TOKEN, or DG_CONNECTION_CRM_REFRESH_TOKEN; the connection itself must
be there, such as from dg connections import. dg connections doctor finds what is wrong.

dg connections --help lists the commands.
`

const securityHelp = `Secrets are never taken from a flag, because other users can see command lines: they
are asked for without echo, or read from standard input. They lie sealed (AES-256-GCM) in
connections.db, which only you can read. The key is in DG_KEY, in the system keyring, or
in the file key beside it; dg connections rekey changes it.

A script names a connection and does not see its token. Credentials go to the hosts of
their service and nowhere else, over https unless the service is marked private, and
through no redirect to another host. dg connections show lists the hosts.

No output of dg's own holds a secret: not -v, not -vv, not --json, no error and no audit trail
(dg connections audit). The exception is dg connections token, whose purpose it is; it
asks first on a terminal. dg connections curl hands the credentials to curl on its input.

dg connections export holds no secret; with --secrets it is encrypted to a passphrase.
dg connections logout forgets tokens here, dg connections revoke at the provider as well.

dg calls nobody but the hosts that scripts and logins name. It does not protect you from
programs that run as you, nor from what a script does with data that it may read.
SECURITY.md in the source tells more.
`
