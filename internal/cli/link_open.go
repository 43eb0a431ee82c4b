package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) linkOpenCommand() *cobra.Command {
	var show bool
	cmd := &cobra.Command{
		Use: "open URL", Example: "  tpdesk link open 'https://www.trustpilot.com/evaluate-bgl/shop.example?p=…'\n  pbpaste | tpdesk link open - --show", Short: "Check a Business Generated Link and show what is in it",
		Long: `Check a Business Generated Link with your keys and show what is in it. On a terminal the customer's data is masked unless
--show is given. - reads the link from stdin. A link that was changed, or made with other keys, is exit 7.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.linkOpen(cmd.Context(), args[0], show) },
	}
	cmd.Flags().BoolVar(&show, "show", false, "show the customer's data on a terminal too")
	return cmd
}

// payloadJSON is what a link carries, whole (commands.md, Links).
type payloadJSON struct {
	Email string              `json:"email"`
	Name  string              `json:"name"`
	Ref   string              `json:"ref"`
	SKUs  review.List[string] `json:"skus"`
	Tags  review.List[string] `json:"tags"`
}

func (a *App) linkOpen(ctx context.Context, address string, show bool) (err error) {
	if address == "-" {
		if address, err = a.readLine(ctx); err != nil {
			return err
		}
	}
	form, value, err := link.ParseURL(address)
	if errors.Is(err, link.ErrNoLink) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	o, err := a.openVault()
	if err != nil {
		return err
	}
	keys, err := o.neededLinkKeys(ctx)
	if err != nil {
		return err
	}
	p, err := keys.Read(value)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, payloadJSON{Email: p.Email, Name: p.Name, Ref: p.Ref, SKUs: p.SKUs, Tags: p.Tags})
	}
	return a.printPayload(form, p, a.OutTTY && !show)
}

// printPayload prints a line for each field, with what is the customer's own masked.
func (a *App) printPayload(form link.Form, p link.Payload, masked bool) error {
	if masked {
		p.Email, p.Name, p.Ref = maskEmail(p.Email), mask(p.Name), mask(p.Ref)
		a.say("the customer's data is masked; --show shows it")
	}
	w := a.outLines()
	for _, field := range [][2]string{
		{"email", p.Email}, {"name", p.Name}, {"ref", p.Ref}, {"skus", strings.Join(p.SKUs, ";")}, {"tags", strings.Join(p.Tags, ";")}, {"domain", form.Domain},
	} {
		w.line(field[0] + "\t" + review.NewText(field[1]).Line())
	}
	return w.err
}

const hidden = "•••"

// mask keeps the first character of what is longer than two.
func mask(s string) string {
	if r := []rune(s); len(r) > 2 {
		return string(r[0]) + hidden
	}
	return hidden
}

func maskEmail(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return mask(s)
	}
	return mask(s[:at]) + "@" + mask(s[at+1:])
}
