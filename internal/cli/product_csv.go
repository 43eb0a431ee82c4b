package cli

import (
	"errors"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

// productColumns have the names of Trustpilot's export where a service review has the same, and no e-mail and no reference.
func productColumns() []export.Column[talked] {
	product := func(t *talked) client.ReviewedProduct {
		if t.Product == nil {
			return client.ReviewedProduct{}
		}
		return *t.Product
	}
	buyer := func(t *talked) client.Buyer {
		if t.Consumer == nil {
			return client.Buyer{}
		}
		return *t.Consumer
	}
	return []export.Column[talked]{
		{Name: "Review Id", Cell: func(t *talked) string { return string(t.ID) }},
		{Name: "Review Created (UTC)", Cell: func(t *talked) string { return export.Stamp(t.CreatedAt) }, Ours: true},
		{Name: "Review Consumer User Id", Cell: func(t *talked) string { return buyer(t).ID.Raw() }},
		{Name: "Review Username", Cell: func(t *talked) string { return buyer(t).Name.Raw() }},
		{Name: "Review Content", Cell: func(t *talked) string { return t.Content.Raw() }},
		{Name: "Review Stars", Cell: func(t *talked) string { return export.Number(t.Stars) }, Ours: true},
		{Name: "Review Language", Cell: func(t *talked) string { return t.Language.Raw() }},
		{Name: "Review State", Cell: func(t *talked) string { return t.State.Raw() }},
		{Name: "Product Name", Cell: func(t *talked) string { return product(t).Name.Raw() }},
		{Name: "Product Sku", Cell: func(t *talked) string { return product(t).SKU.Raw() }},
		{Name: "Product Url", Cell: func(t *talked) string { return product(t).URL.Raw() }},
		{Name: "Business Unit Id", Cell: func(t *talked) string { return t.BusinessUnitID.Raw() }},
		{Name: "Conversation Id", Cell: func(t *talked) string { return t.ConversationID.Raw() }},
	}
}

// answerColumns are there only where the conversations were read: an empty cell would say that there is no answer.
func answerColumns() []export.Column[talked] {
	reply := func(t *talked) review.Reply {
		if r := t.asReview().CompanyReply; r != nil {
			return *r
		}
		return review.Reply{}
	}
	return []export.Column[talked]{
		{Name: "Company Response", Cell: func(t *talked) string { return reply(t).Text.Raw() }},
		{Name: "Company Reply Date (UTC)", Cell: func(t *talked) string { return export.Stamp(reply(t).CreatedAt) }, Ours: true},
	}
}

func (a *App) printProductTable(o *listOptions, found []talked, read bool) error {
	columns := productColumns()
	if read {
		columns = append(columns, answerColumns()...)
	}
	table := export.NewTable(a.Out, columns, o.raw && !a.OutTTY)
	for _, t := range found {
		if err := table.Write(t); err != nil {
			return errors.Join(err, table.Flush())
		}
	}
	return table.Close()
}
