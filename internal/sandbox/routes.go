package sandbox

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// access says what a call must bring.
type access int

const (
	open    access = iota // nothing
	keyed                 // the API key: header apikey or query apikey, trustpilot-api §1.3
	bearer                // an access token, trustpilot-api §1.4
	control               // the X-Sandbox-Key header
)

// call is one request that has passed the door: the token that it came with,
// if its route asks for one.
type call struct {
	*http.Request
	token grantOf
}

// route is one line of the API.
type route struct {
	method, path string
	access       access
	handle       func(*call) answer
}

// routes lists every endpoint that is served.
func (s *Server) routes() []route {
	return slices.Concat(s.reviewRoutes(), s.productRoutes(), s.invitationRoutes(), s.publicRoutes(), s.webRoutes())
}

// reviewRoutes lists the calls for tokens and those that take one, for service reviews.
func (s *Server) reviewRoutes() []route {
	return []route{
		{"POST", oauthPath + "accesstoken", open, s.token},
		{"POST", oauthPath + "refresh", open, s.token},
		{"POST", oauthPath + "revoke", open, s.revoke},

		{"GET", "/v1/private/business-units/{unit}", bearer, s.showOwnUnit},
		{"GET", "/v1/private/business-units/{unit}/reviews", bearer, s.listPrivate},
		{"GET", "/v1/private/business-units/{unit}/locations", bearer, s.listOwnLocations},
		{"GET", "/v1/private/reviews/{id}", bearer, s.showPrivate},
		{"POST", "/v1/private/reviews/{id}/reply", bearer, s.postReply},
		{"DELETE", "/v1/private/reviews/{id}/reply", bearer, s.deleteReply},
		{"GET", "/v1/private/reviews/{id}/tags", bearer, s.getTags},
		{"PUT", "/v1/private/reviews/{id}/tags", bearer, s.putTags},
		{"POST", "/v1/private/reviews/{id}/tags", bearer, s.postTags},
		{"DELETE", "/v1/private/reviews/{id}/tags", bearer, s.deleteTag},
		{"POST", "/v1/private/reviews/{id}/find-reviewer", bearer, s.findReviewer},
	}
}

// productRoutes lists product reviews, their conversations, and the partner's
// calls, trustpilot-api §4.6 and §6.
func (s *Server) productRoutes() []route {
	return []route{
		{"GET", "/v1/private/product-reviews/business-units/{unit}/reviews", bearer, s.listProductReviews},
		{"GET", "/v1/private/product-reviews/{id}", bearer, s.showProductReview},
		{"POST", "/v1/private/product-reviews/{id}/create-conversation", bearer, s.createConversation},
		{"GET", "/v1/private/conversations/{talk}", bearer, s.showConversation},
		{"POST", "/v1/private/conversations/{talk}/state", bearer, s.setState},
		{"POST", "/v1/private/conversations/{talk}/comments", bearer, s.addComment},
		{"GET", "/v1/private/conversations/{talk}/comments/{comment}", bearer, s.showComment},
		{"PUT", "/v1/private/conversations/{talk}/comments/{comment}", bearer, s.editComment},
		{"GET", "/v1/conversations/{talk}", keyed, s.showPublicConversation},
		{"GET", "/v1/private/partners/{partner}/check/{unit}", bearer, s.partnerCheck},
		{"POST", "/v1/private/partners/{partner}/key/{unit}", bearer, s.partnerKey},
	}
}

// invitationsPath stands for the host invitations-api.trustpilot.com.
const invitationsPath = "/invitations/v1/private/business-units/{unit}/"

// invitationRoutes lists what the host of invitations serves, trustpilot-api §4.7.
func (s *Server) invitationRoutes() []route {
	return []route{
		{"POST", invitationsPath + "email-invitations", bearer, s.inviteByEmail},
		{"POST", invitationsPath + "invitation-links", bearer, s.inviteByLink},
		{"GET", invitationsPath + "templates", bearer, s.listTemplates},
		{"POST", invitationsPath + "invitation-data/delete", bearer, s.forget},
	}
}

// publicRoutes lists the calls that take the API key.
func (s *Server) publicRoutes() []route {
	return slices.Concat(s.unitRoutes(), s.resourceRoutes(), []route{
		{"GET", "/v1/reviews/deletions", keyed, s.deletedReviews},
		{"GET", "/v1/reviews/latest", keyed, s.latest},
		{"GET", "/v1/reviews/{id}", keyed, s.showPublic},
		{"GET", "/v1/reviews/{id}/web-links", keyed, s.webLinks},
		{"GET", "/v1/reviews/{id}/likes", keyed, s.likes},
		{"GET", "/v1/consumers/deletions", keyed, s.deletedConsumers},
		{"POST", "/v1/consumers/profile/bulk", keyed, s.bulkProfiles},
		{"POST", "/v1/consumers/profile/displayname/create", keyed, s.createName},
		{"POST", "/v1/consumers/profile/displayname/validate", keyed, s.validateName},
		{"GET", "/v1/consumers/{id}", keyed, s.showConsumer},
		{"GET", "/v1/consumers/{id}/profile", keyed, s.showProfile},
		{"GET", "/v1/consumers/{id}/web-links", keyed, s.consumerLinks},
		{"GET", "/v1/consumers/{id}/reviews", keyed, s.consumerReviews},
	})
}

// unitRoutes lists what is public of business units, trustpilot-api §4.3.
func (s *Server) unitRoutes() []route {
	return []route{
		{"GET", "/v1/business-units/find", keyed, s.findUnit},
		{"GET", "/v1/business-units/search", keyed, s.searchUnits},
		{"GET", "/v1/business-units/all", keyed, s.allUnits},
		{"GET", "/v1/business-units/{unit}", keyed, s.showUnit},
		{"GET", "/v1/business-units/{unit}/reviews", keyed, s.listPublic},
		{"GET", "/v1/business-units/{unit}/all-reviews", keyed, s.listAll},
		{"GET", "/v1/business-units/{unit}/locations", keyed, s.listLocations},
		{"GET", "/v1/business-units/{unit}/profileinfo", keyed, s.showProfileInfo},
		{"GET", "/v1/business-units/{unit}/web-links", keyed, s.unitLinks},
		{"GET", "/v1/business-units/{unit}/images", keyed, s.unitImages},
		{"GET", "/v1/business-units/{unit}/images/logo", keyed, s.unitLogo},
		{"GET", "/v1/business-units/{unit}/images/header", keyed, s.unitHeader},
		{"GET", "/v1/business-units/{unit}/images/promotion-box", keyed, s.unitPromotionImage},
		{"GET", "/v1/business-units/{unit}/promotion-box", keyed, s.unitPromotion},
		{"GET", "/v1/business-units/{unit}/customerguarantee", keyed, s.unitGuarantee},
		{"GET", "/v1/business-units/{unit}/profilepromotion", keyed, s.unitProfilePromotion},
		{"GET", "/v1/business-units/{unit}/categories", keyed, s.unitCategories},
	}
}

// resourceRoutes lists categories and resources, trustpilot-api §4.3 and §4.5.
func (s *Server) resourceRoutes() []route {
	return []route{
		{"GET", "/v1/categories", keyed, s.listCategories},
		{"GET", "/v1/categories/{id}", keyed, s.showCategory},
		{"GET", "/v1/categories/{id}/business-units", keyed, s.unitsInCategory},
		{"GET", "/v1/resources/images", keyed, s.listImages},
		{"GET", "/v1/resources/images/stars/{stars}", keyed, s.starImages},
		{"GET", "/v1/resources/images/logos", keyed, s.logoImages},
		{"GET", "/v1/resources/images/icons", keyed, s.iconImages},
		{"GET", "/v1/resources/strings/stars/{stars}", keyed, s.starString},
		{"GET", "/v1/resources/metadata/locales", keyed, s.listLocales},
		{"GET", "/v1/resources/metadata/countries", keyed, s.listCountries},
	}
}

// webRoutes lists the pages for a browser and the sandbox's own controls.
func (s *Server) webRoutes() []route {
	return []route{
		{"GET", "/{$}", open, s.signInPage},
		{"POST", "/{$}", open, s.signIn},
		{"GET", "/reviews/{id}", open, s.reviewPage},
		{"GET", "/app/reviews/{id}", open, s.appPage},
		{"GET", "/_sandbox/faults", control, s.listFaults},
		{"POST", "/_sandbox/faults", control, s.addFault},
		{"DELETE", "/_sandbox/faults", control, s.clearFaults},
		{"GET", "/_sandbox/events", control, s.listEvents},
		{"POST", "/_sandbox/events", control, s.addEvents},
		{"DELETE", "/_sandbox/events", control, s.clearEvents},
		{"GET", "/_sandbox/tls", control, s.showTLS},
		{"GET", "/_sandbox/requests", control, s.listRequests},
		{"GET", "/_sandbox/switches", control, s.showSwitches},
		{"POST", "/_sandbox/switches", control, s.setSwitches},
		{"GET", "/_sandbox/invitations", control, s.listInvited},
	}
}

// handler serves the routes behind the checks of the door: known host, clean
// path, known path, known method.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.method+" "+r.path, s.serve(r))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { write(w, r, nowhere(mux, r)) })
	return s.door(mux)
}

// nowhere answers a request that no route takes: 405 when another method of the
// same path would be taken, else 404.
func nowhere(mux *http.ServeMux, r *http.Request) answer {
	for _, m := range []string{"GET", "POST", "PUT", "DELETE"} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := mux.Handler(other); pattern != "/" && pattern != "" {
			return refuse(http.StatusMethodNotAllowed, codeMethod, "The method is not allowed here", "")
		}
	}
	return notFound("There is nothing under this path")
}

// door checks what holds for every request before the mux sees it.
func (s *Server) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.log.add(r, s.now())
		switch {
		case !s.hosts[strings.ToLower(r.Host)]:
			write(w, r, refuse(http.StatusMisdirectedRequest, codeDenied, "This host is not served here", ""))
		case r.URL.Path == "" || path.Clean(r.URL.Path) != r.URL.Path:
			write(w, r, notFound("There is nothing under this path"))
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// maxBody is how many bytes of a request body are read.
const maxBody = 1 << 20

// serve answers one route: faults that strike before, the check of the
// credentials, the call itself, faults that strike after.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := s.faultFor(r, rt.access)
		if f.strike(s, w, r) {
			return
		}
		a := s.answerTo(rt, r)
		if f.strikeAfter(s, w, r, a) {
			return
		}
		write(w, r, a)
	})
}

// answerTo checks the credentials before anything else, so that a call without
// them is told 401 and never 400 or 404.
func (s *Server) answerTo(rt route, r *http.Request) answer {
	s.catchUp()
	c := &call{Request: r}
	if refused := s.admit(rt.access, c); refused != nil {
		return *refused
	}
	if refused := s.limited(rt.access); refused != nil {
		return *refused
	}
	a := rt.handle(c)
	a.body = s.redate(a.body)
	return a
}

// admit checks what a call must bring and takes the token that it came with.
func (s *Server) admit(a access, c *call) (refused *answer) {
	switch a {
	case keyed:
		if !s.rightKey(c.Request) {
			refused = refusal(badKey())
		}
	case bearer:
		c.token, refused = s.tokens.check(c.Request)
	case control:
		if !same(c.Header.Get("X-Sandbox-Key"), s.control) {
			refused = refusal(denied("X-Sandbox-Key is missing or wrong"))
		}
	}
	return refused
}

// rightKey reports whether the call brings the API key.
func (s *Server) rightKey(r *http.Request) bool {
	key := r.Header.Get("apikey")
	if key == "" {
		key = r.URL.Query().Get("apikey")
	}
	return s.knownKey(key)
}
