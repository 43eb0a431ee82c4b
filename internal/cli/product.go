package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// productFlags are what product reviews add to a command.
type productFlags struct {
	kind         string
	add, publish bool
}

// addKind puts --kind on a command whose reviews are named by ID.
func (p *productFlags) addKind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.kind, "kind", string(review.Service), "`service|product` reviews")
}

// addReply puts the flags of comments on tpdesk reply.
func (p *productFlags) addReply(cmd *cobra.Command) {
	p.addKind(cmd)
	cmd.Flags().BoolVar(&p.add, "add", false, "with --kind product: say more, beside what the company said before")
	cmd.Flags().BoolVar(&p.publish, "publish", false, "with --kind product: make a conversation public that is not")
}

// product reports whether product reviews are meant.
func (p *productFlags) product() (bool, error) {
	switch review.Kind(p.kind) {
	case review.Product:
		return true, nil
	case review.Service:
		if p.add || p.publish {
			return false, usagef("--add and --publish go with --kind product")
		}
		return false, nil
	}
	return false, usagef("--kind %q: allowed are service, product", review.NewText(p.kind).Line())
}

// products are what product reviews need of a profile. The copy does not hold them.
type products struct {
	a    *App
	o    *opener
	s    *session
	api  *client.Client
	unit string
}

func (a *App) products(ctx context.Context, server bool) (*products, error) {
	o, err := a.openVault()
	if err != nil {
		return nil, err
	}
	s := &session{settings: o.settings}
	o.nameProfile()
	if err = o.openStore(ctx, s); err == nil {
		err = o.openAPI(ctx, s, server)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	p := &products{a: a, o: o, s: s, api: s.client}
	if own, ok := s.API.(ownUnit); ok {
		p.unit = own.unit
	}
	return p, nil
}

// read reads one product review of the profile's business unit: a comment must not go out in the name of the wrong company.
func (p *products) read(ctx context.Context, id review.ID) (client.ProductReview, error) {
	r, err := p.api.ProductReview(ctx, id)
	if err != nil {
		return r, err
	}
	if of := r.BusinessUnitID; of.Visible() && of.Raw() != p.unit {
		return r, fmt.Errorf("product review %s is of business unit %s, and profile %s acts for another (%s): %w", id, of.Line(), p.s.settings.Profile, p.unit, review.ErrRefused)
	}
	return r, nil
}

// talk reads the conversation of a review; nil when it has none.
func (p *products) talk(ctx context.Context, r client.ProductReview) (*client.Conversation, error) {
	if !r.ConversationID.Visible() {
		return nil, nil
	}
	c, err := p.api.Conversation(ctx, r.ConversationID.Raw())
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// said is what the company said, oldest first.
func said(c *client.Conversation) []client.Comment {
	if c == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone([]client.Comment(c.Comments)), func(k client.Comment) bool { return !k.Company() })
}

// productJSON is a product review as scripts get it: Trustpilot's own names, and what the desk knows under "desk".
type productJSON struct {
	client.ProductReview
	Desk productDesk `json:"desk"`
}

// productDesk is what the desk knows of a product review. Replied is null where a conversation was not read.
type productDesk struct {
	Replied      review.Opt[bool]     `json:"replied"`
	Conversation *client.Conversation `json:"conversation"`
	SeenAt       review.Time          `json:"seenAt"`
}

// talked is a product review with its conversation, where that was read.
type talked struct {
	client.ProductReview
	talk *client.Conversation
	read bool
}

func (t talked) json(a *App) productJSON {
	d := productDesk{Conversation: t.talk, SeenAt: review.Time{Time: a.Now()}}
	if t.read || !t.ConversationID.Visible() {
		d.Replied = review.Some(len(said(t.talk)) > 0)
	}
	return productJSON{t.ProductReview, d}
}

// asReview is the product review in the words of a service review. Where the conversation was not read, it counts as a
// reply.
func (t talked) asReview() review.Review { return t.Review(t.talk) }
