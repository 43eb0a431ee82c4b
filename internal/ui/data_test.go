package ui

import (
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// testNow is the moment at which the tests begin.
func testNow() time.Time { return time.Date(2026, 11, 19, 10, 30, 0, 0, time.UTC) }

func at(ago time.Duration) review.Time { return review.Time{Time: testNow().Add(-ago)} }

func text(s string) review.Text { return review.NewText(s) }

// sample is a desk's morning: the reviews of the design's picture, and some of each kind.
func sample() []review.Review {
	rs := []review.Review{
		one(1, 1, 2*time.Hour+16*time.Minute, "Maria Sørensen", "Never arrived, no answer", "Jeg bestilte en jakke den 3. november, og den er stadig ikke kommet. Jeg har skrevet tre gange og aldrig fået svar.\n\nJeg vil gerne have mine penge tilbage.", "da"),
		one(2, 2, 5*time.Hour, "J. Okafor", "Wrong size, twice", "Ordered M, got L. Sent it back, got XL.", "en"),
		one(3, 1, 9*time.Hour, "田中 結衣", "届きません", "注文してから三週間たちますが、まだ届きません。問い合わせにも返事がありません。", "ja"),
		one(4, 2, 26*time.Hour, "Lukas B.", "Rückgabe dauert ewig", "Seit vier Wochen warte ich auf mein Geld.", "de"),
		one(5, 5, 30*time.Hour, "👩‍👩‍👧‍👦 Familien Holm", "Fantastisk ❤️", "Bedste telt vi har haft 👍🏽", "da"),
		one(6, 3, 50*time.Hour, "محمد علي", "جيد ولكن متأخر", "وصل الطلب متأخرا لكن الجودة جيدة.", "ar"),
		one(7, 4, 4*24*time.Hour, "Chloé Martin", "Très bien", "Livraison rapide, produit conforme.", "fr"),
		one(8, 1, 6*24*time.Hour, "xX_99", "SCAM!!!", "Never ordered here but this shop is a scam. Visit my-shop.example", "en"),
		one(9, 5, 20*24*time.Hour, "Ewa Nowak", "", "Bardzo polecam, szybka wysyłka.", "pl"),
		one(10, 2, 40*24*time.Hour, "Somchai", "ช้ามาก", "รอของสามสัปดาห์", "th"),
	}
	rs[0].Source, rs[0].ReferenceID, rs[0].IsVerified, rs[0].VerificationLevel = text("AFSv2"), text("DK-48213"), review.Some(true), text("verified")
	rs[0].Consumer.DisplayLocation, rs[0].Consumer.NumberOfReviews = text("Denmark"), review.Some(3)
	rs[0].ExperiencedAt, rs[0].ReferralEmail = review.Time{Time: time.Date(2026, 11, 12, 0, 0, 0, 0, time.UTC)}, text("maria@customer.example")
	rs[0].Tags = review.List[review.Tag]{review.NewTag("shipping")}
	rs[3].CompanyReply = &review.Reply{Text: text("Hallo Lukas, das Geld ist unterwegs."), CreatedAt: at(20 * time.Hour), AuthorName: text("Anna")}
	rs[3].UpdatedAt = at(3 * time.Hour)
	rs[6].CompanyReply = &review.Reply{Text: text("Merci Chloé !"), CreatedAt: at(3 * 24 * time.Hour)}
	rs[7].ReportData = &review.ReportData{CreatedAt: at(5 * 24 * time.Hour), Reason: text("advertising"), Visibility: text("visible")}
	rs[1].FindReviewer = &review.ReviewerRequest{IsEligible: review.Some(true)}
	rs[9].FindReviewer = &review.ReviewerRequest{Requests: review.List[review.Request]{{Status: text("Pending"), Created: at(24 * time.Hour), Message: text("Which order was it?")}}}
	return rs
}

func one(n, stars int, ago time.Duration, name, title, body, lang string) review.Review {
	return review.Review{ID: review.ID(fmt.Sprintf("%024x", n)), Stars: stars, Title: text(title), Text: text(body), Language: text(lang), CreatedAt: at(ago),
		Consumer: &review.Consumer{ID: text(fmt.Sprintf("c%d", n)), DisplayName: text(name)}, Source: text("Organic"), Status: text("active")}
}

// many is n reviews in mixed scripts, one a minute.
func many(n int) []review.Review {
	base := sample()
	out := make([]review.Review, n)
	for i := range out {
		r := base[i%len(base)]
		r.ID, r.CreatedAt = review.ID(fmt.Sprintf("%024x", 1000+i)), at(time.Duration(i+1)*time.Minute)
		out[i] = r
	}
	return out
}
