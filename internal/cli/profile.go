package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

// profiles are the known ones, sorted, and the active one in any case.
func (a *App) profiles(active string) ([]string, error) {
	folders, err := config.FindFolders(a.Env)
	if err != nil {
		return nil, err
	}
	c, err := config.LoadFile(folders)
	if err != nil {
		return nil, err
	}
	names, err := c.Names(folders)
	if err != nil {
		return nil, err
	}
	names = append(names, active)
	slices.Sort(names)
	return slices.Compact(names), nil
}

// activeName is the profile that a command without --profile and TPDESK_PROFILE acts in.
func activeName(c config.Config) string {
	if c.Profile == "" {
		return config.DefaultProfile
	}
	return c.Profile
}

func (a *App) switchCommand() *cobra.Command {
	return &cobra.Command{
		Use: "switch NAME", Short: "Make a profile the active one", Args: cobra.ExactArgs(1),
		Long: `Make a profile the active one: every command and the desk act in it, unless --profile or TPDESK_PROFILE names another.
The choice is kept in the state folder; config.toml stays as you wrote it, and its profile counts where nothing was chosen yet.
Drafts, notes and the copy belong to their profile, so nothing written under one can go out under another.`,
		Example: "  tpdesk auth status --all\n  tpdesk auth switch north",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.switchTo(cmd.Context(), args[0]) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return a.completeProfiles(args)
		},
	}
}

// completeProfiles offers the names, the active one marked.
func (a *App) completeProfiles(args []string) ([]string, cobra.ShellCompDirective) {
	s, err := a.settings()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names, err := a.profiles(s.Profile)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for i, name := range names {
		if name == s.Profile {
			names[i] += "\tactive"
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (a *App) switchTo(ctx context.Context, name string) error {
	if err := config.CheckProfile(name); err != nil {
		return usageError{err}
	}
	names, err := a.profiles(config.DefaultProfile)
	if err != nil {
		return err
	}
	if !slices.Contains(names, name) {
		return withNext(usagef("there is no profile %s; there are %s", name, joinNames(names)), "", "tpdesk auth login --profile "+name)
	}
	folders, err := config.FindFolders(a.Env)
	if err != nil {
		return err
	}
	if err := config.Switch(folders, name); err != nil {
		return err
	}
	if set, _ := a.Env("TPDESK_PROFILE"); set != "" && set != name {
		a.say("TPDESK_PROFILE=%s is set and comes first: unset it to act in profile %s", review.NewText(set).Line(), name)
	}
	if a.out.asked() {
		return a.printJSON(ctx, map[string]string{"profile": name})
	}
	a.say("the active profile is %s", name)
	return nil
}
