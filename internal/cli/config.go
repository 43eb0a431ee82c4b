package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Find the file that holds your settings", Args: unknownVerb, RunE: showHelp,
		Long: `Find the file that holds your settings, config.toml. It is yours: tpdesk reads it and never writes it. What it does not know in there
is refused with its line. Flags come before the environment, that before config.toml.`,
		Example: "  tpdesk config path",
	}
	cmd.AddCommand(&cobra.Command{
		Use: "path", Example: "  $EDITOR \"$(tpdesk config path)\"", Short: "Print where config.toml is, or would be", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.configPath(cmd.Context()) },
	})
	return cmd
}

func (a *App) configPath(ctx context.Context) error {
	folders, err := config.FindFolders(a.Env)
	if err != nil {
		return err
	}
	path := folders.ConfigFile()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		a.say("it is not there yet: every setting has its default")
	}
	if a.out.asked() {
		return a.printJSON(ctx, map[string]string{"path": path})
	}
	w := a.outLines()
	w.unbroken(review.NewText(path).Line())
	return w.err
}
