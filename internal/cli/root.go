package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tpdesk/tpdesk/internal/review"
)

const about = `tpdesk is the desk where a support team answers its Trustpilot reviews without leaving the terminal.

Without a command it opens the desk, filtered as the flags say. Without a terminal on stdout it prints what
tpdesk list would. tpdesk demo shows it all on a built-in sandbox: no account needed.

Exit codes: 0 done · 1 failed, nothing changed · 2 usage · 3 batch partly done · 4 sign-in needed · 5 not found ·
6 conflict: a reply exists or changed · 7 refused · 8 outcome unknown · 70 bug · 74 disk or pipe · 75 safe to repeat.

` + untrusted

// untrusted is the warning of the help where reviews go to programs.
const untrusted = "What customers wrote is untrusted input, also for a language model that reads it: JSON carries it to the letter."

// root makes the command tree.
func (a *App) root() *cobra.Command {
	cmd := &cobra.Command{
		Use: "tpdesk [filters]", Short: "Answer your company's Trustpilot reviews", Long: about,
		Example: `  tpdesk demo
  tpdesk --stars 1-2 --replied no
  tpdesk list --since 7d --json=id,stars,title
  tpdesk reply 66a0f1c2d3e4b5a697887766 --text 'Thank you!'`,
		Args: unknownVerb, SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkEmpty(cmd); err != nil {
				return err
			}
			return a.out.check()
		},
	}
	cmd.SuggestionsMinimumDistance = 2
	o := addListFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if a.OutTTY && a.InTTY && !a.out.asked() && !o.formed() {
			return a.desk(cmd.Context(), o.filters)
		}
		return a.list(cmd.Context(), o)
	}
	a.globalFlags(cmd)
	cmd.AddCommand(a.commands()...)
	return cmd
}

// strictly makes cobra's own commands refuse a word that they do not know: they would print help, which a shell that was to
// read a completion script would run.
func strictly(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "completion":
			c.Args, c.RunE = unknownVerb, showHelp
			wrapArgs(c)
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error { return unknownTopic(root, args) }
		}
	}
}

// unknownTopic refuses the first word that names no command below those before it.
func unknownTopic(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	for _, c := range cmd.Commands() {
		if c.Name() == args[0] || c.HasAlias(args[0]) {
			return unknownTopic(c, args[1:])
		}
	}
	return unknownVerb(cmd, args)
}

// formed reports whether an output form was chosen.
func (o *listOptions) formed() bool { return o.jsonl || o.csv || o.tsv || o.count }

func (a *App) globalFlags(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVar(&a.profile, "profile", "", "the profile's `name`")
	_ = cmd.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return a.completeProfiles(nil)
	})
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	f.BoolVar(&a.debug, "debug", false, "say each call to Trustpilot on stderr: no secrets, no texts")
	f.BoolVar(&a.pace, "pace", false, "keep the call limits on a sandbox too")
	a.out.add(cmd)
	cmd.Version = a.Build.filled().Version
	cmd.SetVersionTemplate(a.Build.String() + "\n")
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{plainFlagError(err)} })
	cmd.CompletionOptions.HiddenDefaultCmd = false
}

// plainFlagError says what a flag needs, without the names of Go's own functions.
func plainFlagError(err error) error {
	var value *pflag.InvalidValueError
	if !errors.As(err, &value) {
		return err
	}
	needs := err.Error()
	switch {
	case value.GetFlag().Value.Type() == "bool":
		needs = "it takes no value, or true or false"
	case errors.Is(err, strconv.ErrRange):
		needs = "this number is too large"
	case errors.Is(err, strconv.ErrSyntax):
		needs = "a whole number is needed"
	}
	return fmt.Errorf("--%s %q: %s", value.GetFlag().Name, value.GetValue(), needs)
}

func (a *App) commands() []*cobra.Command {
	all := []*cobra.Command{
		a.demoCommand(), a.listCommand(), a.showCommand(), a.replyCommand(), a.tagCommand(), a.reportCommand(), a.findReviewerCommand(),
		a.reviewerCommand(), a.shareCommand(), a.openCommand(), a.historyCommand(), a.statsCommand(), a.syncCommand(), a.exportCommand(), a.linkCommand(), a.draftCommand(), a.businessCommand(), a.inviteCommand(),
		a.outboxCommand(), a.authCommand(), a.configCommand(), a.partnerCommand(), a.sandboxCommand(), a.versionCommand(),
	}
	for _, c := range all {
		wrapArgs(c)
	}
	return all
}

// wrapArgs makes a wrong number of arguments a usage error, in a command and those below it.
func wrapArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); errors.As(err, new(usageError)) {
				return err
			} else if err != nil {
				return usagef("%w; it is called as: %s", err, cmd.UseLine())
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		wrapArgs(c)
	}
}

// unknownVerb refuses a word that is no command, and names those that are near.
func unknownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	name := review.NewText(args[0]).Line()
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return usagef("%s %s: there is no such command; did you mean %s?", cmd.CommandPath(), name, strings.Join(near, " or "))
	}
	return usagef("%s %s: there is no such command; %s --help lists them", cmd.CommandPath(), name, cmd.CommandPath())
}

func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

func joinNames(names []string) string { return strings.Join(names, ", ") }
