package review

import (
	"fmt"
	"time"
)

// Draft is somebody's unpublished text on a review. There is one per review and kind; earlier versions are kept.
type Draft struct {
	ReviewID  ID
	Kind      DraftKind
	Text      string
	SeenReply string // Digest of the reply that was there when the draft began; "" for none
	SeenText  string // ContentDigest of the review when the draft began; "" when it was not seen
	UpdatedAt time.Time
}

// DraftKind is what the draft will become.
type DraftKind string

// The kinds of draft: a public reply, or a find-reviewer message.
const (
	ReplyDraft   DraftKind = "reply"
	RequestDraft DraftKind = "find-reviewer"
)

// Intent is the record of a public write, on disk before its first byte leaves (promise 1).
type Intent struct {
	Key       int64 // given by the store when it is armed
	ReviewID  ID
	Act       string // the change's name: reply, delete-reply, find-reviewer, comment
	Digest    string // SHA-256 of the text, hex
	Text      string // "" where nothing but the intent may be kept
	SeenReply string // Digest of the reply that was seen
	State     IntentState
	Note      string // why, for refused and unknown
	At        time.Time
}

// IntentState is how far a public write has come.
type IntentState string

// The states of a public write: armed → sent → published, refused or unknown; between sent and published it may be
// accepted for a while.
const (
	Armed     IntentState = "armed"
	Sent      IntentState = "sent"     // its first byte may have left
	Accepted  IntentState = "accepted" // answered with 2xx, and not visible yet
	Published IntentState = "published"
	Refused   IntentState = "refused"
	Unknown   IntentState = "unknown"
	Withdrawn IntentState = "withdrawn" // taken back, or stopped, before anything left
)

// Open reports whether the outcome is not certain.
func (in Intent) Open() bool {
	return in.State == Armed || in.State == Sent || in.State == Accepted || in.State == Unknown
}

// Holder is the process that has claimed something, such as a draft.
type Holder struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// Same reports whether two are the same process with the same claim.
func (h Holder) Same(other Holder) bool { return h.PID == other.PID && h.Since.Equal(other.Since) }

// Told says who writes a draft and since when, on the clock of now.
func (h Holder) Told(now time.Time) string { return h.Doing("writes it", now) }

// Doing says who does something and since when, on the clock of now.
func (h Holder) Doing(what string, now time.Time) string {
	who := "another tpdesk " + what
	if form := "15:04"; !h.Since.IsZero() {
		if age := now.Sub(h.Since); age < 0 || age > 12*time.Hour {
			form = "2 Jan 15:04"
		}
		who += " since " + h.Since.In(now.Location()).Format(form)
	}
	if h.PID > 0 {
		who += fmt.Sprintf(" (process %d)", h.PID)
	}
	return who
}

// Turn is the right to do what one process does at a time.
type Turn interface {
	// Tell lets the others know how far it is, as JSON.
	Tell(told []byte)
	// Held is false once another process has taken the turn over, as from one that was stopped.
	Held() bool
	Release()
}

// Revision is one state of a review as it was seen; a new one begins when its text, title, stars or reply change.
type Revision struct {
	SeenAt time.Time
	Review Review
}

// Dossier is a report that the agent prepared for Trustpilot's web app, since the API takes none (trustpilot-api §3.4).
type Dossier struct {
	ReviewID   ID        `json:"reviewId"`
	Reason     string    `json:"reason"`
	Detail     string    `json:"detail,omitempty"`
	Passage    string    `json:"passage,omitempty"`
	Note       string    `json:"note,omitempty"`
	PreparedAt time.Time `json:"preparedAt"`
	SaidSentAt time.Time `json:"saidSentAt,omitzero"` // when the agent said that they sent it in the web app
}

// SyncMark tells how complete the copy is. Complete is when the last pass began that read every review of the unit to the
// end of the list; zero for never. Nothing less moves it.
type SyncMark struct {
	Complete  time.Time
	Reviews   int
	Calls     int       // made in that pass
	Head      time.Time // when the newest reviews were last read, down to what was known; zero for never
	Unit      string    // the ID of the business unit whose reviews these are; "" where nobody knows
	Forgotten bool      `json:"-"` // e-mails and order numbers have left: what asks the copy for them may find too little
}

// Latest is when the newest reviews were read last.
func (m SyncMark) Latest() time.Time {
	if m.Head.After(m.Complete) {
		return m.Head
	}
	return m.Complete
}

// Fresh reports whether a copy that was complete once was brought up to date within a span before now. A mark of the future
// is of a wrong clock.
func (m SyncMark) Fresh(now time.Time, span time.Duration) bool {
	age := now.Sub(m.Latest())
	return !m.Complete.IsZero() && age >= 0 && age < span
}

// Vanishing tells that a review is no longer on the server, and since when that is known.
type Vanishing struct {
	ReviewID ID
	At       time.Time
	Deleted  bool // Trustpilot's list of deletions names it; its text was erased here too
}

// ContentDigest names what the reviewer wrote: stars, title and text. It changes when the reviewer edits the review.
func (r Review) ContentDigest() string {
	return Digest(string(rune('0'+r.Stars)) + "\x00" + r.Title.Raw() + "\x00" + r.Text.Raw())
}

// SameRevision reports whether nothing that a revision tells differs.
func (r Review) SameRevision(other Review) bool {
	return r.ContentDigest() == other.ContentDigest() && r.CompanyReply.Digest() == other.CompanyReply.Digest()
}

// Profile is what Trustpilot tells the public of a consumer (trustpilot-api §4.1).
type Profile struct {
	ID              Text      `json:"id"`
	DisplayName     Text      `json:"displayName"`
	City            Text      `json:"city"`
	Country         Text      `json:"country"`
	Locale          Text      `json:"locale"`
	About           Text      `json:"about"`
	HasImage        Opt[bool] `json:"hasImage"`
	NumberOfReviews Opt[int]  `json:"numberOfReviews"`
}

// UnitProfile is what Trustpilot tells the public of a business unit (trustpilot-api §4.3).
type UnitProfile struct {
	ID              Text         `json:"id"`
	DisplayName     Text         `json:"displayName"`
	Name            Text         `json:"name"` // the identifying name: the domain
	WebsiteURL      Text         `json:"websiteUrl"`
	Country         Text         `json:"country"`
	TrustScore      Opt[float64] `json:"trustScore"`
	Stars           Opt[float64] `json:"stars"` // in half steps
	NumberOfReviews Opt[int]     `json:"numberOfReviews"`
}
