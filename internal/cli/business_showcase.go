package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// showcaseOptions are what tpdesk business showcase was asked for.
type showcaseOptions struct {
	unitFlags
	format, out, language string
	count, minStars       int
	best                  bool
}

func (a *App) showcaseCommand() *cobra.Command {
	o := showcaseOptions{}
	cmd := &cobra.Command{
		Use: "showcase", Short: "Make a page of the newest or best public reviews", Args: cobra.NoArgs,
		Long: `Make a page of the newest or best public reviews, for a website, a README or a slide: stars, title, text, the name that the
reviewer shows to everybody, the date and the review's link, under the company's score. Reviews without words are left out,
and so is everything that the public does not see. What customers wrote cannot act as HTML, Markdown or SVG.`,
		Example: `  tpdesk business showcase --format html -o reviews.html
  tpdesk business showcase --best --count 3 --format markdown --locale da-DK`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.showcase(cmd.Context(), o) },
	}
	o.unitFlags.add(cmd)
	o.addLocale(cmd, "link to Trustpilot's pages in this `locale`, as da-DK; a call for each review")
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "`json|markdown|html|svg`; else by the name of -o, else markdown")
	f.StringVarP(&o.out, "output", "o", "-", "the `file` to write; - is stdout")
	f.StringVar(&o.language, "language", "", "only reviews in this `language`, as da")
	f.IntVar(&o.count, "count", 6, "how many reviews, 1 to 100")
	f.IntVar(&o.minStars, "min-stars", 1, "only reviews of so many `stars` or more")
	f.BoolVar(&o.best, "best", false, "the reviews of most stars, of these the newest; else the newest")
	return cmd
}

// check refuses what cannot be made, before anything is contacted.
func (o *showcaseOptions) check(asJSON bool) error {
	if o.format == "" {
		o.format = formatOfName(o.out, asJSON)
	}
	_, known := showcaseFormats()[o.format]
	switch {
	case o.format == "md":
		o.format = "markdown"
	case !known && o.format != "json":
		return usagef("--format %q: there is json, markdown, html and svg", review.NewText(o.format).Line())
	case asJSON && o.format != "json":
		return usagef("two output forms at once: take --format %s or --json (with --jq or --template)", o.format)
	case asJSON && o.out != "-":
		return usagef("--json, --jq and --template print on stdout: take --format json with -o")
	}
	switch {
	case o.count < 1 || o.count > 100:
		return usagef("--count %d: allowed are 1 to 100", o.count)
	case o.minStars < 1 || o.minStars > 5:
		return usagef("--min-stars %d: allowed are 1 to 5", o.minStars)
	case o.language != "" && !letters(o.language, 'a'):
		return usagef("--language %q: it takes two letters, as da", review.NewText(o.language).Line())
	}
	return o.unitFlags.check()
}

// formatOfName is the format that a file's ending asks for.
func formatOfName(file string, asJSON bool) string {
	_, ending, _ := cutLast(strings.ToLower(file), ".")
	switch {
	case asJSON:
		return "json"
	case ending == "html" || ending == "htm":
		return "html"
	case ending == "svg" || ending == "json":
		return ending
	}
	return "markdown"
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// showcase is a company's score and some of its public reviews.
type showcase struct {
	Unit    showcaseUnit     `json:"businessUnit"`
	Source  string           `json:"attribution"`
	Reviews []showcaseReview `json:"reviews"`
}

// showcaseUnit is the company, in Trustpilot's field names.
type showcaseUnit struct {
	ID              review.Text         `json:"id"`
	DisplayName     review.Text         `json:"displayName"`
	IdentifyingName review.Text         `json:"identifyingName"`
	TrustScore      review.Opt[float64] `json:"trustScore"`
	Stars           review.Opt[float64] `json:"stars"`
	NumberOfReviews review.Opt[int]     `json:"numberOfReviews"`
	ProfileURL      string              `json:"profileUrl"`
}

// showcaseReview is what is shown of a review: of its author only the name that everybody sees.
type showcaseReview struct {
	ID        review.ID        `json:"id"`
	Stars     int              `json:"stars"`
	Title     review.Text      `json:"title"`
	Text      review.Text      `json:"text"`
	Language  review.Text      `json:"language"`
	CreatedAt review.Time      `json:"createdAt"`
	Consumer  showcaseConsumer `json:"consumer"`
	URL       string           `json:"reviewUrl"`
}

type showcaseConsumer struct {
	DisplayName review.Text `json:"displayName"`
}

// Author is the reviewer's name on one line.
func (r showcaseReview) Author() string {
	if !r.Consumer.DisplayName.Visible() {
		return "A customer"
	}
	return r.Consumer.DisplayName.Line()
}

// Day is the day on which the review was written; "" when it is not known.
func (r showcaseReview) Day() string {
	if r.CreatedAt.IsZero() {
		return ""
	}
	return r.CreatedAt.UTC().Format("2 January 2006")
}

// Company is the company's name on one line.
func (s showcase) Company() string {
	for _, t := range []review.Text{s.Unit.DisplayName, s.Unit.IdentifyingName} {
		if t.Visible() {
			return t.Line()
		}
	}
	return "this company"
}

// Score is the line under the company's name; "" when nothing is known.
func (s showcase) Score() string {
	score, count := "", ""
	if u := s.Unit.TrustScore; u.Known && u.V > 0 {
		score = fmt.Sprintf("TrustScore %.1f of 5", u.V)
	}
	if n := s.Unit.NumberOfReviews; n.Known {
		count = grouped(n.V) + " reviews"
	}
	return joined(score, count)
}

const attribution = "Reviews from Trustpilot"

// showcaseFormats are what makes a page of a showcase, by the name of the format.
func showcaseFormats() map[string]func(io.Writer, showcase) error {
	return map[string]func(io.Writer, showcase) error{"markdown": writeMarkdown, "md": writeMarkdown, "html": writeHTML, "svg": writeSVG}
}

func (a *App) showcase(ctx context.Context, o showcaseOptions) error {
	if err := o.check(a.out.asked()); err != nil {
		return err
	}
	c, err := a.publicUnit(ctx, o.unitFlags)
	if err != nil {
		return err
	}
	s, err := a.gather(ctx, c, o)
	if err != nil {
		return err
	}
	if a.out.asked() {
		return a.printJSON(ctx, s)
	}
	out, err := a.create(o.out)
	if err != nil {
		return err
	}
	if err := a.writeShowcase(out, o.format, s); err != nil {
		return joinDiscard(err, out)
	}
	if o.out != "-" {
		a.say("%s in %s", plural(len(s.Reviews), "review"), review.NewText(o.out).Line())
	}
	return nil
}

func (a *App) writeShowcase(out target, format string, s showcase) error {
	if write, ok := showcaseFormats()[format]; ok {
		if err := write(out, s); err != nil {
			return err
		}
		return out.Commit()
	}
	b, err := marshal(s, "  ")
	if err == nil {
		_, err = out.Write(append(b, '\n'))
	}
	if err != nil {
		return err
	}
	return out.Commit()
}

// gather reads the company and the reviews that are to be shown.
func (a *App) gather(ctx context.Context, c *client.Client, o showcaseOptions) (showcase, error) {
	b, err := c.Business(ctx)
	if err != nil {
		return showcase{}, err
	}
	s := showcase{Source: attribution, Reviews: []showcaseReview{}, Unit: showcaseUnit{ID: b.ID, DisplayName: b.DisplayName, IdentifyingName: b.Name.Identifying,
		TrustScore: b.Score.TrustScore, Stars: b.Score.Stars, NumberOfReviews: b.Reviews.Total, ProfileURL: link.Company(b.Name.Identifying.Raw())}}
	if s.Reviews, err = o.choose(ctx, c); err != nil {
		return s, err
	}
	if o.locale != "" {
		err = a.localise(ctx, c, o.locale, &s)
	}
	return s, err
}

// How many reviews are looked at for a showcase: calls are counted by the year. Among the best the newest are wanted, and
// nobody knows how the server orders equal stars.
const (
	looksAtMost = 2000
	bestAtMost  = 500
)

// choose reads reviews until there are enough.
func (o showcaseOptions) choose(ctx context.Context, c *client.Client) ([]showcaseReview, error) {
	found, read := []showcaseReview{}, 0
	for r, err := range c.PublicReviews(ctx, o.best, o.language) {
		if err != nil {
			return nil, err
		}
		read++
		enough := len(found) >= o.count
		if read > looksAtMost || o.best && r.Stars < o.minStars || enough && (!o.best || read > bestAtMost || r.Stars < found[len(found)-1].Stars) {
			break
		}
		if r.Stars >= o.minStars && (r.Text.Visible() || r.Title.Visible()) {
			found = append(found, shownReview(r))
		}
	}
	if o.best {
		slices.SortStableFunc(found, func(a, b showcaseReview) int {
			return cmp.Or(cmp.Compare(b.Stars, a.Stars), b.CreatedAt.Compare(a.CreatedAt.Time))
		})
	}
	return found[:min(len(found), o.count)], nil
}

func shownReview(r review.Review) showcaseReview {
	s := showcaseReview{ID: r.ID, Stars: r.Stars, Title: r.Title, Text: r.Text, Language: r.Language, CreatedAt: r.CreatedAt, URL: link.Review(string(r.ID))}
	if r.Consumer != nil {
		s.Consumer.DisplayName = r.Consumer.DisplayName
	}
	return s
}

// localise puts the pages of a locale in place of the general ones, where the server names one of Trustpilot's.
func (a *App) localise(ctx context.Context, c *client.Client, locale string, s *showcase) error {
	pages, err := a.trustedLinks(ctx, c, locale)
	if err != nil {
		return err
	}
	if page, ok := pages["profileUrl"]; ok {
		s.Unit.ProfileURL = page.Raw()
	}
	for i := range s.Reviews {
		address, err := c.WebLinks(ctx, s.Reviews[i].ID, locale)
		if err != nil {
			return err
		}
		if link.Openable(address.Raw(), "") == nil {
			s.Reviews[i].URL = address.Raw()
		}
	}
	return nil
}
