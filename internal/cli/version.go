package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Build says which build this is. What is empty is taken from the build information.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Date    string `json:"date,omitempty"`
	Go      string `json:"go"`
}

func (b Build) filled() Build {
	b.Go = runtime.Version()
	info, ok := debug.ReadBuildInfo()
	if !ok || b.Version != "" {
		return b
	}
	b.Version = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		}
	}
	return b
}

// String is what tpdesk --version prints, without the end of the line.
func (b Build) String() string {
	b = b.filled()
	s := "tpdesk " + b.Version
	if b.Commit != "" {
		s += " (" + b.Commit[:min(12, len(b.Commit))] + ")"
	}
	return s
}

func (a *App) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Example: "  tpdesk version --json", Short: "Print the version of tpdesk", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.out.asked() {
				return a.printJSON(cmd.Context(), a.Build.filled())
			}
			return a.tellVersion()
		},
	}
}

func (a *App) tellVersion() error {
	_, err := fmt.Fprintln(a.Out, a.Build)
	return err
}

// onlyVersion reports whether nothing but the version is asked for, which can be told before the tree of commands is made.
func onlyVersion(args []string) bool {
	return len(args) == 1 && (args[0] == "--version" || args[0] == "version")
}
