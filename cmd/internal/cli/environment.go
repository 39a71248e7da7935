package cli

import (
	"os"
	"strings"

	"github.com/dg-lang/dg/connections/seal"
)

// keptEnvironment takes the variables that hold secrets out of the environment of
// this process and returns what looks variables up, those included. What dg starts,
// such as a browser, inherits the environment and must not see them.
func keptEnvironment() func(name string) string {
	kept := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if secretVariable(name) && os.Unsetenv(name) == nil {
			kept[strings.ToUpper(name)] = value
		}
	}
	return func(name string) string {
		if value, ok := kept[strings.ToUpper(name)]; ok && secretVariable(name) {
			return value
		}
		return os.Getenv(name)
	}
}

// secretVariable reports whether a variable holds a key or a token. Windows does
// not tell small letters from capitals.
func secretVariable(name string) bool {
	name = strings.ToUpper(name)
	return name == seal.KeyVariable || name == newKeyVariable ||
		strings.HasPrefix(name, "DG_CONNECTION_") && strings.HasSuffix(name, "_TOKEN")
}
