package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// article is everything that is known of a review, in lines of at most w columns, and which of them are the reply.
func (m *app) article(confirmed review.Review, w int) (lines []string, reply passage) {
	r := m.overlaid(confirmed)
	p := &prose{e: m.env, w: w}
	m.articleHead(p, r)
	p.gap()
	m.articleText(p, r)
	p.gap()
	if len(r.Tags) > 0 {
		p.para(m.theme.Accent, "# "+tagList(r.Tags))
	}
	reply.from = len(p.lines)
	if r.Item != nil {
		m.articleTalk(p, r, confirmed)
		reply.to = len(p.lines)
		p.gap()
		m.articleItem(p, *r.Item)
		p.para(m.theme.Faint, joined(" · ", small(r), m.own(string(r.ID)), visible(r.Language)))
		return p.lines, reply
	}
	m.articleReply(p, r, confirmed)
	reply.to = len(p.lines)
	m.articleReport(p, r)
	m.articleRequests(p, r)
	p.gap()
	m.articleSource(p, r)
	return p.lines, reply
}

// passage is a run of lines, its end not included.
type passage struct{ from, to int }

func (m *app) articleHead(p *prose, r review.Review) {
	title := "(no title)"
	if r.Title.Visible() {
		title = r.Title.Line()
	}
	wrapped := m.rules.Wrap(title, max(4, p.w-7))
	for i, l := range wrapped {
		lead := "       "
		if i == 0 {
			lead = m.stars(r.Stars) + "  "
		}
		p.lines = append(p.lines, lead+m.theme.Title.On(l))
	}
	p.para("", joined(" · ", r.Name(), m.consumerFacts(r)))
	if r.Item == nil {
		p.para("", joined(" · ", m.orderFact(r), m.at(r), review.SourceLabel(r.Source), verified(r)))
	} else if r.ReferenceID.Visible() {
		p.para("", m.orderFact(r))
	}
	p.para(m.theme.Faint, m.times(r))
}

func (m *app) consumerFacts(r review.Review) string {
	c := r.Consumer
	if c == nil {
		return ""
	}
	count := ""
	if c.NumberOfReviews.Known {
		count = plural(c.NumberOfReviews.V, "review", "reviews")
	}
	return joined(" · ", visible(c.DisplayLocation), count)
}

func (m *app) orderFact(r review.Review) string {
	if !r.ReferenceID.Visible() {
		return "no order number"
	}
	return "Order " + r.ReferenceID.Line()
}

// at is the place that the review is about.
func (m *app) at(r review.Review) string {
	if place := m.place(r, 400); place != "" {
		return "at " + place
	}
	return ""
}

// verified is Trustpilot's word for how far it checked the review.
func verified(r review.Review) string {
	level := r.VerificationLevel
	switch {
	case level.Is("not-verified"), !level.Visible() && r.IsVerified.Known && !r.IsVerified.V:
		return "not verified"
	case level.Visible():
		return level.Line()
	case r.IsVerified.Or(false):
		return "verified"
	}
	return ""
}

func (m *app) times(r review.Review) string {
	loc := m.Now().Location()
	var created, experienced, edited string
	if !r.CreatedAt.IsZero() {
		created = clockText(r.CreatedAt.Time, loc)
	}
	if !r.ExperiencedAt.IsZero() {
		experienced = "experienced " + dayText(r.ExperiencedAt.Time)
	}
	if !r.UpdatedAt.IsZero() {
		edited = "edited " + clockText(r.UpdatedAt.Time, loc)
	}
	return joined(" · ", created, experienced, edited)
}

func (m *app) articleText(p *prose, r review.Review) {
	if !r.Text.Visible() {
		p.para(m.theme.Faint, "(no text)")
		return
	}
	p.block(r.Text, 0)
}

func (m *app) articleReply(p *prose, r, confirmed review.Review) {
	reply := r.CompanyReply
	if reply == nil {
		p.para(m.target(r))
		m.articleDrafts(p, r)
		return
	}
	p.gap()
	pending := confirmed.CompanyReply.Digest() != reply.Digest()
	switch {
	case pending && m.acts.of(r.ID) != nil:
		p.para(m.theme.Warn, "This will be PUBLIC as "+m.own(m.companyName()+m.ofProfile())+" · z takes it back")
	case pending:
		p.para(m.theme.Warn, "Sent to Trustpilot, which does not show it yet")
	default:
		p.para(m.theme.Good, m.replyHead(*reply))
	}
	p.block(reply.Text, 2)
	if r.Outdated() && !pending {
		p.para(m.theme.Warn, "≠ The review was changed after this reply was written.")
	}
	if !pending {
		m.articleDrafts(p, r)
	}
}

// articleDrafts names the drafts that are kept of what is not on its way.
func (m *app) articleDrafts(p *prose, r review.Review) {
	if _, reply := m.keeper.get(draftKey{r.ID, review.ReplyDraft}); reply {
		p.para(m.theme.Accent, "✎ a draft is kept: r opens it")
	}
	if _, question := m.keeper.get(draftKey{r.ID, review.RequestDraft}); question && m.acts.of(r.ID) == nil {
		p.para(m.theme.Accent, "✎ a question is kept as a draft: f and F open it")
	}
}

func (m *app) replyHead(reply review.Reply) string {
	when := reply.CreatedAt
	if reply.UpdatedAt.After(when.Time) {
		when = reply.UpdatedAt
	}
	date := ""
	if !when.IsZero() {
		date = clockText(when.Time, m.Now().Location())
	}
	return joined(" · ", "✓ Your reply", visible(reply.AuthorName), date)
}

// target tells how the review stands to the time within which it should be answered.
func (m *app) target(r review.Review) (theme.Style, string) {
	waited, ok := r.Waiting(m.Now())
	if !ok {
		return m.theme.Faint, "No reply yet"
	}
	goal := span(m.ReplyTarget)
	if left := m.ReplyTarget - waited; left > 0 {
		return m.theme.Good, fmt.Sprintf("No reply yet · %s left of your %s", span(left), goal)
	}
	return m.theme.Warn, fmt.Sprintf("No reply yet · %s over your %s", span(waited-m.ReplyTarget), goal)
}

// span is a duration in its largest fitting unit.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d <= 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
}

func (m *app) articleReport(p *prose, r review.Review) {
	d := r.ReportData
	if d == nil {
		return
	}
	p.gap()
	when := ""
	if !d.CreatedAt.IsZero() {
		when = clockText(d.CreatedAt.Time, m.Now().Location())
	}
	seen := visible(d.Visibility)
	if seen != "" {
		seen = "the review is " + seen
	}
	p.para(m.theme.Warn, joined(" · ", "! Reported: wait for the outcome", when, reasonsOf(d), seen))
	p.para("", joined(": ", visible(d.Source), visible(d.PublicComment)))
}

// reasonsOf are the reasons of a report in words. Trustpilot sends them as codes, the first one in two spellings.
func reasonsOf(d *review.ReportData) string {
	var out []string
	for _, code := range append(slices.Clone(d.Reasons), d.Reason) {
		if s := inWords(visible(code)); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// inWords is a code such as consumerIsCompetitor or consumer_is_competitor in words; anything else as it is.
func inWords(code string) string {
	var b strings.Builder
	for _, r := range code {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteString(" " + strings.ToLower(string(r)))
		case r == '_':
			b.WriteByte(' ')
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		default:
			return code
		}
	}
	return strings.TrimSpace(b.String())
}

func (m *app) articleRequests(p *prose, r review.Review) {
	if r.FindReviewer == nil {
		return
	}
	for _, q := range r.FindReviewer.Requests {
		p.gap()
		when := ""
		if !q.Created.IsZero() {
			when = clockText(q.Created.Time, m.Now().Location())
		}
		if when == "" && m.acts.of(r.ID) != nil {
			p.para(m.theme.Warn, "? This will be asked through Trustpilot · z takes it back")
		} else {
			p.para(m.theme.Accent, joined(" · ", "? Reviewer asked", when, visible(q.Status)))
		}
		if q.Message.Visible() {
			p.block(q.Message, 2)
		}
		m.articleAnswer(p, q.Response)
	}
}

func (m *app) articleAnswer(p *prose, a *review.ConsumerResponse) {
	if a == nil {
		return
	}
	p.para(m.theme.Good, "They answered you, for your eyes only:")
	for _, f := range []struct {
		label string
		text  review.Text
	}{{"name", a.Name}, {"e-mail", a.Email}, {"phone", a.PhoneNumber}, {"address", a.Address}, {"order", a.ReferenceID}, {"message", a.Message}} {
		if f.text.Visible() {
			p.para("", "  "+f.label+": "+f.text.Line())
		}
	}
}

// articleSource explains how the review came in, and tells what else Trustpilot says of it.
func (m *app) articleSource(p *prose, r review.Review) {
	method := review.MethodOf(r.Source)
	text := review.SourceLabel(r.Source)
	if meaning := method.Meaning(); meaning != "" {
		text += ": " + meaning
	}
	if raw := visible(r.Source); raw != "" && raw != review.SourceLabel(r.Source) {
		text += " (" + raw + ")"
	}
	p.para(m.theme.Faint, text)
	p.para(m.theme.Faint, small(r))
	p.para(m.theme.Faint, joined(" · ", m.own(string(r.ID)), visible(r.Language), m.eligible(r)))
}

// small is what is told of a review in passing.
func small(r review.Review) string {
	likes, status := "", ""
	if r.NumberOfLikes.Or(0) > 0 {
		likes = plural(r.NumberOfLikes.V, "like", "likes")
	}
	if r.Status.Visible() && !r.Status.Is("active") && (r.Item == nil || !r.Status.Is("published")) {
		status = "status " + r.Status.Line()
	}
	return joined(" · ", visible(r.ReferralEmail), likes, status, texts(r.ComplianceLabels))
}

// texts joins what can be seen of several texts.
func texts(of []review.Text) string {
	return joined(", ", names(of, visible)...)
}

func (m *app) eligible(r review.Review) string {
	if r.Eligible() {
		return "the reviewer may be asked for details (f)"
	}
	return ""
}
