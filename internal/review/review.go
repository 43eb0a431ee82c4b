// Package review holds the words of tpdesk: a review and its parts, the filter that selects reviews and the line that
// writes it, the sources and report reasons; it does no I/O and leaves fetching, keeping and showing to others.
package review

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// ID is Trustpilot's name for a review: 24 hex digits in all data seen, kept as an open string (trustpilot-api §5.4).
type ID string

// ValidID reports whether id is safe in an address, a file name and on a screen: 1 to 64 letters, digits, "-" or "_".
func ValidID(id string) bool {
	for _, c := range id {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_':
		default:
			return false
		}
	}
	return id != "" && len(id) <= 64
}

// Review is one service review as the private API has it (trustpilot-api §2.3). A field that the server left out or
// sent as null is unknown: the zero Text, Time, Opt or nil. Its JSON keeps Trustpilot's field names.
type Review struct {
	ID                    ID               `json:"id"`
	Stars                 int              `json:"stars"` // 1 to 5, 0 when unknown
	Title                 Text             `json:"title"`
	Text                  Text             `json:"text"`
	Language              Text             `json:"language"` // ISO 639-1
	CreatedAt             Time             `json:"createdAt"`
	UpdatedAt             Time             `json:"updatedAt"`     // the reviewer's last edit
	ExperiencedAt         Time             `json:"experiencedAt"` // the day it is about
	Consumer              *Consumer        `json:"consumer"`
	BusinessUnit          *Unit            `json:"businessUnit"`
	CompanyReply          *Reply           `json:"companyReply"`
	ReplyUntold           bool             `json:"-"` // the answer had no companyReply at all, so its nil says nothing
	Tags                  List[Tag]        `json:"tags"`
	Source                Text             `json:"source"`
	ReferenceID           Text             `json:"referenceId"`
	ReferralEmail         Text             `json:"referralEmail"`
	IsVerified            Opt[bool]        `json:"isVerified"`
	VerificationLevel     Text             `json:"reviewVerificationLevel"`
	Status                Text             `json:"status"`
	Location              *Location        `json:"location"`
	NumberOfLikes         Opt[int]         `json:"numberOfLikes"`
	ReportData            *ReportData      `json:"reportData"`
	ComplianceLabels      List[Text]       `json:"complianceLabels"`
	CountsTowardsScore    Opt[bool]        `json:"countsTowardsTrustScore"`
	CountsTowardsLocation Opt[bool]        `json:"countsTowardsLocationTrustScore"`
	Invitation            *Invitation      `json:"invitation"`
	UnitHistory           List[UnitChange] `json:"businessUnitHistory"`
	FindReviewer          *ReviewerRequest `json:"findReviewer"`

	Item *Item `json:"-"` // what a product review is about; nil for a service review
	Talk *Talk `json:"-"` // what was said under a product review; nil where that was not read, or nothing was
}

// Consumer is who wrote the review, as far as the review itself tells (trustpilot-api §2.3).
type Consumer struct {
	ID              Text     `json:"id"`
	DisplayName     Text     `json:"displayName"`
	DisplayLocation Text     `json:"displayLocation"`
	NumberOfReviews Opt[int] `json:"numberOfReviews"`
}

// Unit is a business unit: one domain of a company.
type Unit struct {
	ID              Text `json:"id"`
	IdentifyingName Text `json:"identifyingName"`
	DisplayName     Text `json:"displayName"`
}

// Reply is the company's public answer. Its author is told on private reads only.
type Reply struct {
	Text       Text `json:"text"`
	CreatedAt  Time `json:"createdAt"`
	UpdatedAt  Time `json:"updatedAt"`
	AuthorID   Text `json:"authorBusinessUserId"`
	AuthorName Text `json:"authorBusinessUserName"`
}

// Digest names the reply by its text: the first 12 hex digits of its SHA-256; "" for no reply.
func (r *Reply) Digest() string {
	if r == nil {
		return ""
	}
	return Digest(r.Text.Raw())
}

// Digest is the first 12 hex digits of the SHA-256 of text, the name under which a reply is compared and replaced.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// Location is the shop or branch a review is about; ExternalID is the company's own name for it.
type Location struct {
	ID               Text `json:"id"`
	Name             Text `json:"name"`
	URLFormattedName Text `json:"urlFormattedName"`
	ExternalID       Text `json:"externalId"`
}

// ReportData is what Trustpilot tells of a report (a flag) on the review (trustpilot-api §2.3, §3.4).
type ReportData struct {
	Source        Text       `json:"source"`
	PublicComment Text       `json:"publicComment"`
	CreatedAt     Time       `json:"createdAt"`
	Reasons       List[Text] `json:"reasons"`
	Reason        Text       `json:"reason"`
	Visibility    Text       `json:"reviewVisibility"`
}

// Invitation names the unit that invited the reviewer.
type Invitation struct {
	BusinessUnitID Text `json:"businessUnitId"`
}

// UnitChange is an earlier name of the business unit, from before a merge or a rename.
type UnitChange struct {
	BusinessUnitID  Text `json:"businessUnitId"`
	IdentifyingName Text `json:"identifyingName"`
	DisplayName     Text `json:"displayName"`
	ChangeDate      Time `json:"changeDate"`
}

// ReviewerRequest is the find-reviewer state: whether the reviewer may be asked, and what was asked before
// (trustpilot-api §3.3).
type ReviewerRequest struct {
	IsEligible Opt[bool]     `json:"isEligible"`
	Requests   List[Request] `json:"requests"`
}

// Request is one find-reviewer request. Status is an open word: Pending, Accepted, Declined, Complete were seen.
type Request struct {
	ID       Text              `json:"id"`
	Created  Time              `json:"created"`
	Status   Text              `json:"status"`
	Message  Text              `json:"businessUserMessage"`
	Response *ConsumerResponse `json:"consumerResponse"`
}

// ConsumerResponse is what the reviewer answered, for the company's eyes only.
type ConsumerResponse struct {
	Name        Text `json:"name"`
	Email       Text `json:"email"`
	PhoneNumber Text `json:"phoneNumber"`
	Address     Text `json:"address"`
	ReferenceID Text `json:"referenceId"`
	Message     Text `json:"message"`
	SubmittedAt Time `json:"submittedAt"`
}

// NoName stands where a reviewer's name has nothing that can be seen.
const NoName = "(no visible name)"

// Name is the reviewer's display name on one line of at most 160 characters, or NoName. One that imitates the company's
// own says so first.
func (r Review) Name() string {
	if r.Consumer == nil || !r.Consumer.DisplayName.Visible() {
		return NoName
	}
	name := r.Consumer.DisplayName
	if len(name.raw) > 8*mostName {
		name = NewText(strings.ToValidUTF8(name.raw[:8*mostName], ""))
	}
	shown := clip(name.Line(), mostName)
	if u := r.BusinessUnit; u != nil && (name.Imitates(u.DisplayName.Raw()) || name.Imitates(firstLabel(u.IdentifyingName.Raw()))) {
		return lookAlike + shown
	}
	return shown
}

// mostName is how many characters of a name are shown; nobody's is as long.
const mostName = 160

// clip is at most n characters of a line, ending in … where some are left out. A letter keeps its marks.
func clip(line string, n int) string {
	for i, r := range line {
		if n--; n < 0 && !joins(r) {
			return strings.TrimSpace(line[:i]) + "…"
		}
	}
	return line
}

// firstLabel is the shop of shop.example and of www.shop.example.
func firstLabel(domain string) string {
	label, _, _ := strings.Cut(strings.TrimPrefix(domain, "www."), ".")
	return label
}

// Contacted reports whether the reviewer was asked for their details at least once.
func (r Review) Contacted() bool { return r.FindReviewer != nil && len(r.FindReviewer.Requests) > 0 }

// Eligible reports whether Trustpilot says that the reviewer may be asked.
func (r Review) Eligible() bool {
	return r.FindReviewer != nil && r.FindReviewer.IsEligible.Or(false)
}

// Outdated reports whether the reviewer changed the review after the company's reply was written.
func (r Review) Outdated() bool {
	if r.CompanyReply == nil || r.UpdatedAt.IsZero() {
		return false
	}
	answered := r.CompanyReply.CreatedAt
	if r.CompanyReply.UpdatedAt.After(answered.Time) {
		answered = r.CompanyReply.UpdatedAt
	}
	return !answered.IsZero() && r.UpdatedAt.After(answered.Time)
}

// Waiting is how long the review has stood without a reply; false when it is answered or its time is unknown.
func (r Review) Waiting(now time.Time) (time.Duration, bool) {
	if r.CompanyReply != nil || r.CreatedAt.IsZero() {
		return 0, false
	}
	return max(0, now.Sub(r.CreatedAt.Time)), true
}
