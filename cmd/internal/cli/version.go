package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionInfo is what version --json prints, from the build information.
type versionInfo struct {
	Version  string            `json:"version"`
	Commit   string            `json:"commit,omitempty"`
	Time     string            `json:"time,omitempty"`
	Modified bool              `json:"modified,omitempty"`
	Go       string            `json:"go"`
	OS       string            `json:"os"`
	Arch     string            `json:"arch"`
	Modules  map[string]string `json:"modules"`
}

func readVersion() versionInfo {
	v := versionInfo{Version: "(devel)", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Modules: map[string]string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		v.Modules[m.Path] = m.Version
	}
	return v
}

func (a *app) versionCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of dg and of the modules in it",
		Example: "  dg version\n  dg version --json",
		Args:    exactArgs(0),
		RunE: func(*cobra.Command, []string) error {
			v := readVersion()
			if asJSON {
				return a.writeJSON(v)
			}
			text := "dg " + v.Version
			if v.Commit != "" {
				text += " (" + v.Commit[:min(12, len(v.Commit))] + ")"
			}
			return a.print(fmt.Sprintf("%s %s %s/%s\n", text, v.Go, v.OS, v.Arch))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON, with the modules")
	return cmd
}
