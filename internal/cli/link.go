package cli

import "github.com/spf13/cobra"

func (a *App) linkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "link", Example: "  tpdesk link key set < keys.txt\n  tpdesk link bgl --csv orders.csv -o links.csv", Short: "Make and read Business Generated Links", Args: unknownVerb, RunE: showHelp,
		Long: `Make and read Business Generated Links: links that invite a customer to review an order, with the customer's data
encrypted in them. They are made on this machine; nothing is sent to Trustpilot. While a company uses them, Trustpilot
switches its other invitation methods off, basic invitations excepted.`,
	}
	cmd.AddCommand(a.linkKeyCommand(), a.bglCommand(), a.linkOpenCommand())
	return cmd
}
