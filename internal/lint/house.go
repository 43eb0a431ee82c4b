package lint

// House are the rules of this program: its raw texts, what makes them safe, and who may let them out with which reason.
func House() Rules {
	return Rules{
		Raw:  []string{"(internal/review.Text).Raw"},
		Wire: []string{"internal/client", "internal/auth"},
		Clean: []string{
			"(internal/review.Text).Line", "(internal/review.Text).Block", "(internal/review.Text).String", "(internal/review.Text).MarshalJSON",
			"(*internal/cli.App).harmless", // a terminal gets Block; a pipe gets the letter, which a person asked for with --jq or --template
			"internal/cli.oneMessage",      // Block of an error
			"internal/cli.escapeJSON", "internal/cli.marshal",
			"internal/client.clip",                                                              // Line, shortened
			"internal/cli.checkedDomain", "internal/cli.checkedUnit", "internal/cli.profileFor", // words of a checked form
			"(internal/config.Env).get", "(*internal/config.reader).text", // the user's own words, and checked ones
			"(internal/secret.Text).Reveal", // keys, passphrases, and tokens, of which auth keeps only those of printable ASCII
			"internal/export.Cell", "internal/review.Digest",
			"net/url.PathEscape", "net/url.QueryEscape",
			"(hash.Hash).Sum", "strconv.Quote", "strconv.QuoteToASCII",
		},
		Allow: allowed(),
	}
}

// allowed are the functions that may let out what this check takes for raw text.
func allowed() map[string]string {
	return map[string]string{
		"(*internal/cli.App).token":           "tpdesk auth token prints the token, which is what was asked for; auth keeps only tokens of printable ASCII",
		"(*internal/cli.App).printStatus":     "the names of a session are checked words: auth.userID, config.CheckDomain, config.CheckProfile",
		"(*internal/cli.App).statusOfAll":     "the names of a session are checked words: auth.userID, config.CheckDomain, config.CheckProfile",
		"(*internal/cli.opener).clientConfig": "the host is the configured one, and the path a template of the client's own",
		"internal/cli.writeMarkdown":          "the addresses are made by package link or have passed link.Openable; each text is a Line",
		"(internal/export.tsvRows).Write":     "--raw leaves the cells as they are, says so, and is taken back for a terminal",
		"(*internal/export.Table[T]).Write":   "--raw leaves the cells as they are, says so, and is taken back for a terminal",
	}
}
