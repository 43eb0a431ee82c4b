package client

import (
	"encoding/json"

	"github.com/tpdesk/tpdesk/internal/review"
)

// decodeReview reads one review of trustpilot-api §2.3; false when it is no object or has no valid id.
func decodeReview(raw json.RawMessage) (review.Review, bool) {
	o, ok := parseObject(raw)
	id := o.text("id").Raw()
	if !ok || !review.ValidID(id) {
		return review.Review{}, false
	}
	r := review.Review{
		ID:                    review.ID(id),
		Stars:                 stars(o),
		Title:                 o.text("title"),
		Text:                  o.text("text"),
		Language:              o.text("language"),
		CreatedAt:             o.time("createdAt"),
		UpdatedAt:             o.time("updatedAt"),
		ExperiencedAt:         o.time("experiencedAt"),
		Consumer:              consumerOf(o.object("consumer")),
		BusinessUnit:          unitOf(o.object("businessUnit")),
		CompanyReply:          replyOf(o),
		ReplyUntold:           !o.has("companyReply"),
		Tags:                  each(o, "tags", tagOf),
		Source:                o.text("source"),
		ReferenceID:           o.text("referenceId"),
		ReferralEmail:         o.text("referralEmail"),
		IsVerified:            o.yes("isVerified"),
		VerificationLevel:     o.text("reviewVerificationLevel"),
		Status:                o.text("status"),
		Location:              locationOf(o.object("location")),
		NumberOfLikes:         o.whole("numberOfLikes"),
		ReportData:            reportOf(o.object("reportData")),
		ComplianceLabels:      texts(o, "complianceLabels"),
		CountsTowardsScore:    o.yes("countsTowardsTrustScore"),
		CountsTowardsLocation: o.yes("countsTowardsLocationTrustScore"),
		Invitation:            invitationOf(o.object("invitation")),
		UnitHistory:           each(o, "businessUnitHistory", unitChangeOf),
		FindReviewer:          requestsOf(o.object("findReviewer")),
	}
	return r, true
}

func stars(o object) int {
	if n := o.whole("stars"); n.Known && n.V >= 1 && n.V <= 5 {
		return n.V
	}
	return 0
}

// each reads the objects of a list and leaves out what is none; nil when there is no list.
func each[T any](o object, name string, read func(object) T) review.List[T] {
	elements := o.list(name)
	if elements == nil {
		return nil
	}
	out := review.List[T]{}
	for _, raw := range elements {
		if inner, ok := parseObject(raw); ok {
			out = append(out, read(inner))
		}
	}
	return out
}

// texts reads a list of texts; a null in it is an unknown text.
func texts(o object, name string) review.List[review.Text] {
	elements := o.list(name)
	if elements == nil {
		return nil
	}
	out := make(review.List[review.Text], len(elements))
	for i, raw := range elements {
		out[i] = textOf(raw)
	}
	return out
}

func consumerOf(o object) *review.Consumer {
	if o == nil {
		return nil
	}
	return &review.Consumer{ID: o.text("id"), DisplayName: o.text("displayName"), DisplayLocation: o.text("displayLocation"),
		NumberOfReviews: o.whole("numberOfReviews")}
}

func unitOf(o object) *review.Unit {
	if o == nil {
		return nil
	}
	return &review.Unit{ID: o.text("id"), IdentifyingName: o.text("identifyingName"), DisplayName: o.text("displayName")}
}

// replyOf reads the company's reply. Anything but null is a reply, even when it cannot be read: taking it for none
// would let somebody replace it unseen.
func replyOf(o object) *review.Reply {
	if !o.given("companyReply") {
		return nil
	}
	r := o.object("companyReply")
	if r == nil {
		return &review.Reply{Text: o.text("companyReply")}
	}
	return &review.Reply{Text: r.text("text"), CreatedAt: r.time("createdAt"), UpdatedAt: r.time("updatedAt"),
		AuthorID: r.text("authorBusinessUserId"), AuthorName: r.text("authorBusinessUserName")}
}

func tagOf(o object) review.Tag { return review.Tag{Group: o.text("group"), Value: o.text("value")} }

func locationOf(o object) *review.Location {
	if o == nil {
		return nil
	}
	return &review.Location{ID: o.text("id"), Name: o.text("name"), URLFormattedName: o.text("urlFormattedName"), ExternalID: o.text("externalId")}
}

func reportOf(o object) *review.ReportData {
	if o == nil {
		return nil
	}
	return &review.ReportData{Source: o.text("source"), PublicComment: o.text("publicComment"), CreatedAt: o.time("createdAt"),
		Reasons: texts(o, "reasons"), Reason: o.text("reason"), Visibility: o.text("reviewVisibility")}
}

func invitationOf(o object) *review.Invitation {
	if o == nil {
		return nil
	}
	return &review.Invitation{BusinessUnitID: o.text("businessUnitId")}
}

func unitChangeOf(o object) review.UnitChange {
	return review.UnitChange{BusinessUnitID: o.text("businessUnitId"), IdentifyingName: o.text("identifyingName"),
		DisplayName: o.text("displayName"), ChangeDate: o.time("changeDate")}
}

func requestsOf(o object) *review.ReviewerRequest {
	if o == nil {
		return nil
	}
	return &review.ReviewerRequest{IsEligible: o.yes("isEligible"), Requests: each(o, "requests", requestOf)}
}

func requestOf(o object) review.Request {
	return review.Request{ID: o.text("id"), Created: o.time("created"), Status: o.text("status"), Message: o.text("businessUserMessage"),
		Response: responseOf(o.object("consumerResponse"))}
}

func responseOf(o object) *review.ConsumerResponse {
	if o == nil {
		return nil
	}
	return &review.ConsumerResponse{Name: o.text("name"), Email: o.text("email"), PhoneNumber: o.text("phoneNumber"), Address: o.text("address"),
		ReferenceID: o.text("referenceId"), Message: o.text("message"), SubmittedAt: o.time("submittedAt")}
}
