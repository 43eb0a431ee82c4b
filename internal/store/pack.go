package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/tpdesk/tpdesk/internal/review"
)

// kept is a review as the copy keeps it: its fields under their own names, less those that are unknown.
type kept struct {
	ID                    review.ID                      `json:"id,omitzero"`
	Stars                 int                            `json:"stars,omitzero"`
	Title                 review.Text                    `json:"title,omitzero"`
	Text                  review.Text                    `json:"text,omitzero"`
	Language              review.Text                    `json:"language,omitzero"`
	CreatedAt             review.Time                    `json:"createdAt,omitzero"`
	UpdatedAt             review.Time                    `json:"updatedAt,omitzero"`
	ExperiencedAt         review.Time                    `json:"experiencedAt,omitzero"`
	Consumer              *review.Consumer               `json:"consumer,omitzero"`
	BusinessUnit          *review.Unit                   `json:"businessUnit,omitzero"`
	CompanyReply          *review.Reply                  `json:"companyReply,omitzero"`
	ReplyUntold           bool                           `json:"-"`
	Tags                  review.List[review.Tag]        `json:"tags,omitzero"`
	Source                review.Text                    `json:"source,omitzero"`
	ReferenceID           review.Text                    `json:"referenceId,omitzero"`
	ReferralEmail         review.Text                    `json:"referralEmail,omitzero"`
	IsVerified            review.Opt[bool]               `json:"isVerified,omitzero"`
	VerificationLevel     review.Text                    `json:"reviewVerificationLevel,omitzero"`
	Status                review.Text                    `json:"status,omitzero"`
	Location              *review.Location               `json:"location,omitzero"`
	NumberOfLikes         review.Opt[int]                `json:"numberOfLikes,omitzero"`
	ReportData            *review.ReportData             `json:"reportData,omitzero"`
	ComplianceLabels      review.List[review.Text]       `json:"complianceLabels,omitzero"`
	CountsTowardsScore    review.Opt[bool]               `json:"countsTowardsTrustScore,omitzero"`
	CountsTowardsLocation review.Opt[bool]               `json:"countsTowardsLocationTrustScore,omitzero"`
	Invitation            *review.Invitation             `json:"invitation,omitzero"`
	UnitHistory           review.List[review.UnitChange] `json:"businessUnitHistory,omitzero"`
	FindReviewer          *review.ReviewerRequest        `json:"findReviewer,omitzero"`

	Item *review.Item `json:"-"` // product reviews are in no copy
	Talk *review.Talk `json:"-"`
}

// dictionary is what packing begins with: common words, then what few reviews have, and last a review as most are. It is part
// of the form of the file: a change is a schema step.
const dictionary = `ikke leveret tilbage pengene hurtig levering nicht geliefert schnelle Lieferung Kundenservice sehr und die der das ist ` +
	`det var jeg har ikke med til på for og en af er the service was delivery ordered product arrived customer support would recommend ` +
	`very good and to of is it not they with for on my that this have from after week days ` +
	`"reportData":{"source":"Trustpilot","publicComment":null,"createdAt":"2025-","reasons":[],"reason":"consumer_is_competitor","reviewVisibility":"hidden"},` +
	`"source":"InvitationLinkApi","source":"BusinessGeneratedLink","source":"DomainLink","source":"Kickstart","source":"AFSv1",` +
	`"source":"InvitationApi","source":"BasicLink","source":"Organic","isVerified":false,"reviewVerificationLevel":"not-verified","status":"active",` +
	`"isVerified":false,"reviewVerificationLevel":"invited","status":"active","location":{"id":"","name":"","urlFormattedName":"","externalId":""},` +
	`"numberOfLikes":0,"complianceLabels":[],"countsTowardsTrustScore":true,"countsTowardsLocationTrustScore":true,` +
	`"companyReply":{"text":"Thank you for your review. We are sorry","createdAt":"2026-01-01T10:00:00.000Z","updatedAt":null,` +
	`"authorBusinessUserId":null,"authorBusinessUserName":null},"tags":[{"group":"generic","value":"` +
	`{"id":"66a0f1c2d3e4b5a697887766","stars":5,"title":"","text":"","language":"de","createdAt":"2025-","language":"da","createdAt":"2026-",` +
	`"language":"en","createdAt":"2026-01-01T10:00:00.000Z","updatedAt":"2026-01-01T10:00:00.000Z","experiencedAt":"2026-01-01T00:00:00.000Z",` +
	`"consumer":{"id":"0000000000000000","displayName":"","displayLocation":null,"numberOfReviews":1},` +
	`"businessUnit":{"id":"5","identifyingName":".com","displayName":""},"tags":[],"source":"AFSv2","referenceId":"","referralEmail":"@mail.example.com",` +
	`"isVerified":true,"reviewVerificationLevel":"verified","status":"active","numberOfLikes":0,"complianceLabels":[],"countsTowardsTrustScore":true,` +
	`"invitation":{"businessUnitId":"5"},"businessUnitHistory":[],"findReviewer":{"isEligible":false,"requests":[]}}` +
	`{"id":"66a0f1c2d3e4b5a697887766","stars":5,"title":"","text":"`

const packLevel = 3 // higher ones make a review no smaller

// packer packs reviews, and unpacks them. Its zero value is ready.
type packer struct{ writers, readers sync.Pool }

// reading is what unpacking needs each time.
type reading struct {
	from  bytes.Reader
	flate io.ReadCloser
	to    bytes.Buffer
}

func (p *packer) pack(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, ok := p.writers.Get().(*flate.Writer)
	if !ok {
		var err error
		if w, err = flate.NewWriterDict(nil, packLevel, []byte(dictionary)); err != nil {
			return nil, err
		}
	}
	defer p.writers.Put(w)
	w.Reset(&out)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

// unpack reads a review that was packed with a digest; one that is not as it was is damage.
func (p *packer) unpack(body []byte, digest int64) (r review.Review, err error) {
	err = p.inflate(body, func(plain []byte) error {
		var k kept
		if err := decode(plain, digest, &k); err != nil {
			return err
		}
		r = review.Review(k)
		return nil
	})
	return r, err
}

// inflate gives use what was packed, which is gone when that returns.
func (p *packer) inflate(body []byte, use func(plain []byte) error) error {
	in, ok := p.readers.Get().(*reading)
	if !ok {
		in = &reading{flate: flate.NewReaderDict(bytes.NewReader(nil), []byte(dictionary))}
	}
	defer p.readers.Put(in)
	in.from.Reset(body)
	if err := in.flate.(flate.Resetter).Reset(&in.from, []byte(dictionary)); err != nil {
		return err
	}
	in.to.Reset()
	if _, err := io.Copy(&in.to, io.LimitReader(in.flate, maxBody)); err != nil {
		return fmt.Errorf("%w: %w", errMisfit, err)
	}
	return use(in.to.Bytes())
}

// maxBody is more than a review can have: the client takes no page beyond it.
const maxBody = 256 << 20

// plain is the review in the form that is packed.
func plain(r review.Review) ([]byte, error) { return json.Marshal(kept(r)) }
