package sandbox

import "fmt"

// realImages is where Trustpilot keeps pictures.
const realImages = "https://images-static.trustpilot.com"

// profileInfo is what a business tells of itself, trustpilot-api §4.3; the keys
// are those of Trustpilot's documentation.
type profileInfo struct {
	Links         []link             `json:"links"`
	Subscriber    bool               `json:"isSubscriber"`
	Email         *string            `json:"email"`
	Phone         *string            `json:"phone"`
	Company       string             `json:"companyName"`
	Address       profileAddress     `json:"address"`
	Description   describedJSON      `json:"description"`
	SocialMedia   map[string]*string `json:"socialmedia"`
	FacebookID    *int               `json:"facebookPageId"`
	FacebookURL   *string            `json:"facebookPageUrl"`
	Facebook      bool               `json:"isFacebookActivated"`
	Comments      bool               `json:"isCommentsEnabled"`
	Incentivising bool               `json:"isIncentivisingUsers"`
	Claimed       bool               `json:"isClaimed"`
}

type profileAddress struct {
	Street      *string `json:"street"`
	City        *string `json:"city"`
	Postcode    *string `json:"postcode"`
	Country     string  `json:"country"`
	CountryCode string  `json:"countryCode"`
}

// showProfileInfo tells what the business says of itself. Only the sandbox's own
// unit is claimed.
func (s *Server) showProfileInfo(c *call) answer {
	return s.ofUnit(c, func(u unit) any {
		p := profileInfo{
			Links: selfLink("/business-units/" + u.ID), Company: u.Name,
			Address:     profileAddress{Country: u.Country, CountryCode: u.Country},
			SocialMedia: map[string]*string{"facebook": nil, "linkedin": nil, "twitter": nil, "googleplus": nil, "youtube": nil, "instagram": nil},
		}
		if u.ID == s.unit.ID {
			p.Subscriber, p.Claimed, p.Comments = true, true, true
			p.Email, p.Phone = ptr("care@"+u.Domain), ptr("+45 00 00 00 00")
			p.Address.Street, p.Address.City, p.Address.Postcode = ptr("Åboulevarden 1"), ptr("Aarhus"), ptr("8000")
			p.Description = describedJSON{ptr("About " + u.Name), ptr("Everything for days outside.")}
		}
		return p
	})
}

// ofUnit answers with what f makes of the unit of the path.
func (s *Server) ofUnit(c *call, f func(unit) any) answer {
	u, refused := s.publicUnit(c)
	if refused != nil {
		return *refused
	}
	return ok(f(u))
}

// unitLinks gives the addresses of a business's pages for a locale.
func (s *Server) unitLinks(c *call) answer {
	locale, refused := readLocale(c)
	if refused != nil {
		return *refused
	}
	return s.ofUnit(c, func(u unit) any {
		site := siteFor(locale)
		return struct {
			Links    []link `json:"links"`
			Locale   string `json:"locale"`
			Profile  string `json:"profileUrl"`
			Evaluate string `json:"evaluateUrl"`
			Embed    string `json:"evaluateEmbedUrl"`
		}{[]link{}, locale, site + "/review/" + u.Domain, site + "/evaluate/" + u.Domain, site + "/evaluate/embed/" + u.Domain}
	})
}

// unitImages links to the pictures of a business, trustpilot-api §4.3. The shape of
// this and of the three calls below is the sandbox's own reading.
func (s *Server) unitImages(c *call) answer {
	return s.ofUnit(c, func(u unit) any {
		list := []link{}
		for _, name := range []string{"logo", "header", "promotion-box"} {
			list = append(list, link{realAPI + "/business-units/" + u.ID + "/images/" + name, "GET", name})
		}
		return map[string]any{"links": list}
	})
}

// unitLogo is the address of the logo: the business's, or that of one of its shops.
func (s *Server) unitLogo(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	at := q.uuid("locationId")
	if q.problem != "" {
		return invalid(q.problem)
	}
	return s.ofUnit(c, func(u unit) any {
		if at != "" {
			at = "/" + at
		}
		return map[string]any{"logoUrl": "https://s3-eu-west-1.amazonaws.com/tpd/logos/" + u.ID + at + "/0x0.png"}
	})
}

// unitHeader and unitPromotionImage give a picture in its sizes.
func (s *Server) unitHeader(c *call) answer { return s.unitPicture(c, "header", 1200, 300) }
func (s *Server) unitPromotionImage(c *call) answer {
	return s.unitPicture(c, "promotion-box", 300, 250)
}

func (s *Server) unitPicture(c *call, name string, width, height int) answer {
	return s.ofUnit(c, func(u unit) any {
		url := fmt.Sprintf("%s/business-units/%s/%s.png", realImages, u.ID, name)
		return map[string]any{"links": []link{}, "image": imageJSON{url, width, height}}
	})
}

// unitPromotion, unitGuarantee and unitProfilePromotion are texts that a business
// may show; the sandbox's own shows the first two, a neighbour none.
func (s *Server) unitPromotion(c *call) answer {
	return s.unitText(c, "Two years to change your mind", "Every tent may come back within two years.")
}
func (s *Server) unitGuarantee(c *call) answer {
	return s.unitText(c, "Customer guarantee", "What breaks within five years is mended without a bill.")
}
func (s *Server) unitProfilePromotion(c *call) answer { return s.unitText(c, "", "") }

func (s *Server) unitText(c *call, header, text string) answer {
	return s.ofUnit(c, func(u unit) any {
		if u.ID != s.unit.ID {
			header, text = "", ""
		}
		return struct {
			Links   []link  `json:"links"`
			Enabled bool    `json:"isEnabled"`
			Header  *string `json:"header"`
			Text    *string `json:"text"`
			URL     *string `json:"url"`
		}{[]link{}, text != "", orNull(header), orNull(text), nil}
	})
}
