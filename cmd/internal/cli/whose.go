package cli

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/runtime/host"
)

// whose says which authorizations a command uses: whose they are, of which
// environment, and which connections stand in the place of others.
type whose struct {
	owner       string // empty: the user of this machine
	environment string // empty: production
	replace     map[string]string
}

// managerOf returns the connections as w sees them. Nothing is opened by it.
func (a *app) managerOf(w whose) (*connections.Manager, error) {
	dir, err := a.configDir()
	if err != nil {
		return nil, err
	}
	user := osUser // asked when a connection is used: it reads files
	if w.owner != "" {
		user = func() string { return w.owner }
	}
	log, store := a.logger(), a.store(dir)
	m := connections.NewManager(connections.Options{Store: store, Refresher: &oauthflow.Client{}, Getenv: a.io.Getenv,
		Catalogue: sync.OnceValue(func() *provider.Catalogue { return catalogueIn(dir) }), User: user, UserGiven: w.owner != "", Environment: w.environment, Replace: w.replace, HTTP: a.probeClient(log), Log: log})
	a.managers = append(a.managers, m)
	return m, nil
}

// servicesFolder holds the descriptions of services that the user keeps as files.
const servicesFolder = "services"

// catalogueIn are the default services, with the files of the configuration folder
// over them. Nothing is read by it.
func catalogueIn(dir string) *provider.Catalogue {
	return provider.BuiltIn().Over(os.DirFS(dir), servicesFolder)
}

// manager returns the connections of a user in the usual environment.
func (a *app) manager(owner string) (*connections.Manager, error) {
	return a.managerOf(whose{owner: owner})
}

// owner is whose authorizations a run of id uses, where each user has an own one:
// the address of --user, or its name where there is none.
func (w *worldFlags) owner(id host.Identity) string {
	if id.UserEmail == "" && w.user != "" {
		return id.User
	}
	return id.UserEmail
}

// whose reads --user, --env and --connection.
func (w *worldFlags) whose(id host.Identity) (whose, error) {
	who := whose{owner: w.owner(id), environment: w.environment}
	if err := checkEnvironment(w.environment); err != nil {
		return who, err
	}
	for _, pair := range w.replace {
		name, other, ok := strings.Cut(pair, "=")
		if !ok || name == "" || other == "" {
			return who, usagef("write --connection NAME=OTHER, such as --connection zoho_crm=zoho_sandbox", fmt.Sprintf("--connection %q does not name two connections", pair))
		}
		if who.replace == nil {
			who.replace = map[string]string{}
		}
		who.replace[name] = other
	}
	return who, nil
}

func (w *worldFlags) addWhose(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.environment, "env", "", "whose authorizations are used, such as sandbox; default production")
	f.Var((*texts)(&w.replace), "connection", "use another connection in the place of one, NAME=OTHER (repeatable)")
}

func checkEnvironment(name string) error {
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	strange := func(r rune) bool { return !letter(r) && !(r >= '0' && r <= '9') && r != '_' && r != '-' }
	if name == "" || letter(rune(name[0])) && len(name) <= 50 && !strings.ContainsFunc(name, strange) {
		return nil
	}
	return usagef("such as sandbox or production: a letter, then letters, digits, _ and -", fmt.Sprintf("--env %q is no name of an environment", name))
}

// warnUnused says that a connection was to be replaced that nothing asked for: the
// name is misspelt, and something else was used.
func (a *app) warnUnused() {
	for _, m := range a.managers {
		for _, name := range m.NotReplaced() {
			a.mind("--connection %s=…: nothing used a connection %q.", name, name)
		}
	}
}
