package client

import (
	"context"
	"io"
	"net/http"
)

// Request is a write as it would have been sent. The token in its header is replaced by a word.
type Request struct {
	Method string
	URL    string
	Header http.Header
	Body   string
}

// DryRun is a client that reads as this one does and tells record of each write instead of sending it; the write
// then reports success.
func (c *Client) DryRun(record func(Request)) *Client {
	dry := *c
	dry.rehearse = record
	return &dry
}

func (c *Client) recordOnly(ctx context.Context, k call) error {
	req, err := c.request(ctx, k, "REDACTED")
	if err != nil {
		return c.lost(ctx, k, false, err)
	}
	r := Request{Method: req.Method, URL: req.URL.String(), Header: req.Header}
	if req.Body != nil {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			return c.lost(ctx, k, false, err)
		}
		r.Body = string(raw)
	}
	c.rehearse(r)
	return nil
}
