package sandbox

import (
	"strings"
	"time"
)

// addFate adds what happened after a review was written.
func (g *generated) addFate(v *reviewJSON, i int, r row) {
	t := throw(g.seed, i, forReply)
	if r.marks.has(responded) {
		v.CompanyReply = g.answer(t, v, i, r)
	}
	if r.marks.has(reported) {
		v.ReportData = g.report(t, i)
		v.Counts = v.ReportData.Visibility != "hidden"
	}
	o := g.origins[r.source-1]
	v.FindReviewer = findReviewJSON{Eligible: !o.invited && !r.marks.has(contacted), Requests: []requestJSON{}}
	if r.marks.has(contacted) {
		v.FindReviewer.Requests = append(v.FindReviewer.Requests, g.question(t, v, i, r))
	}
}

// later is a time between from and the anchor, at most so many hours after.
func (g *generated) later(t *dice, from time.Time, hours int) time.Time {
	left := int(g.anchor.Sub(from) / time.Second)
	return from.Add(time.Duration(t.below(max(1, min(left, hours*3600)))) * time.Second)
}

// answer is the company's reply in the language of the review.
func (g *generated) answer(t *dice, v *reviewJSON, i int, r row) *replyJSON {
	by := g.users[t.weighted(55, 25, 20)]
	stock := g.languages[r.language-1].reply
	lines := []string{oneOf(t, stock.hello) + "\n\n"}
	if r.stars >= 4 {
		lines = append(lines, oneOf(t, stock.thanks))
	} else {
		lines = append(lines, oneOf(t, stock.sorry), oneOf(t, stock.help))
	}
	text := join(lines, v.Language == "ja") + "\n\n" + oneOf(t, stock.bye) + "\n" + firstName(by.Name) + ", " + g.unit.Name
	text = strings.ReplaceAll(text, "{name}", g.calledName(r))
	reply := &replyJSON{Text: text, AuthorID: &by.ID, Author: &by.Name}
	at := g.later(t, g.created(i), 60)
	reply.CreatedAt = stamp(at)
	if t.chance(8) {
		reply.UpdatedAt = ptr(stamp(g.later(t, at, 24)))
	}
	return reply
}

// calledName is how the reviewer is addressed.
func (g *generated) calledName(r row) string {
	p := g.people[r.consumer]
	l := g.languages[p.language]
	if l.familyFirst {
		return shown(l.last[p.last])
	}
	return shown(l.first[p.first])
}

func firstName(full string) string {
	first, _, _ := strings.Cut(full, " ")
	return first
}

// report is the report data of a reported review, with the words of the sample
// in api_samples.
func (g *generated) report(t *dice, i int) *reportJSON {
	kinds := []struct{ many, one, comment, visibility string }{
		{"consumerIsCompetitor", "consumer_is_competitor", "The review is being looked into.", "hidden"},
		{"sensitiveInformation", "sensitive_information", "The reviewer was asked to remove personal information.", "visible"},
		{"notGenuineExperience", "not_genuine_experience", "The reviewer was asked to show a document.", "visible"},
		{"aboutAnotherBusiness", "about_another_business", "The review is being looked into.", "visible"},
	}
	k := oneOf(t, kinds)
	return &reportJSON{
		Source: "Trustpilot", Comment: k.comment, CreatedAt: stamp(g.later(t, g.created(i).Add(time.Hour), 72)),
		Reasons: []string{k.many}, Reason: k.one, Visibility: k.visibility,
	}
}

// question is a find-reviewer request; the reviewer has three days to answer it.
func (g *generated) question(t *dice, v *reviewJSON, i int, r row) requestJSON {
	l := g.languages[r.language-1]
	at := g.later(t, g.created(i).Add(time.Hour), 48)
	message := strings.ReplaceAll(oneOf(t, l.ask), "{name}", g.calledName(r))
	q := requestJSON{ID: g.makeID(at, t, i), Created: stamp(at), Status: "Pending", Message: &message}
	if g.anchor.Sub(at) < 72*time.Hour {
		return q
	}
	q.Status = []string{"Complete", "Accepted", "Declined"}[t.weighted(55, 15, 30)]
	if q.Status != "Declined" {
		q.Response = g.consumerAnswer(t, at, r, l)
	}
	return q
}

// consumerAnswer is what the reviewer wrote back.
func (g *generated) consumerAnswer(t *dice, asked time.Time, r row, l language) *responseJSON {
	p := g.people[r.consumer]
	order := orderNumber(uint32(100_000 + t.below(900_000)))
	a := &responseJSON{
		Name: ptr(p.full(l)), Email: ptr(g.email(int(r.consumer))), ReferenceID: &order,
		Message:     ptr(strings.ReplaceAll(oneOf(t, l.answered), "{order}", order)),
		SubmittedAt: stamp(g.later(t, asked, 60)),
	}
	if t.chance(20) {
		a.Phone = ptr("+45 00 00 00 00")
	}
	return a
}
