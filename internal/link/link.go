// Package link makes the addresses of Trustpilot's pages, of the share pages and of Business Generated Links, says which
// address may be handed to a browser, and hands it over; which address is wanted is left to others.
package link

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// The hosts of trustpilot-api §1.1 and §7.
const (
	publicHost = "https://www.trustpilot.com"
	webAppHost = "https://businessapp.b2b.trustpilot.com"
)

// Review is the public page of a review (trustpilot-api §7).
func Review(id string) string { return publicHost + "/reviews/" + url.PathEscape(id) }

// Permissions is the page of the business web app where an administrator lets partners in (trustpilot-api §6).
func Permissions() string { return webAppHost + "/account/permissions" }

// WebApp is the review's page in Trustpilot's business web app (trustpilot-api §7).
func WebApp(id string) string { return webAppHost + "/reviews/" + url.PathEscape(id) }

// Reviewer is the public page of a consumer (trustpilot-api §7).
func Reviewer(consumerID string) string { return publicHost + "/users/" + url.PathEscape(consumerID) }

// Company is the public page of a domain (trustpilot-api §7).
func Company(domain string) string { return publicHost + "/review/" + url.PathEscape(domain) }

// Share is the address of a network's own page that shares a review: facebook, x or linkedin. text is added where the
// network takes one.
func Share(network, reviewURL, text string) (string, error) {
	switch network {
	case "facebook":
		return "https://www.facebook.com/sharer/sharer.php?u=" + url.QueryEscape(reviewURL), nil
	case "x":
		address := "https://twitter.com/intent/tweet?url=" + url.QueryEscape(reviewURL)
		if text != "" {
			address += "&text=" + url.QueryEscape(text)
		}
		return address, nil
	case "linkedin":
		return "https://www.linkedin.com/sharing/share-offsite/?url=" + url.QueryEscape(reviewURL), nil
	case "google-plus":
		return "", fmt.Errorf("google-plus: Google+ closed in 2019; there is facebook, x and linkedin")
	}
	return "", fmt.Errorf("network %q: there is facebook, x and linkedin", network)
}

// maxAddress is the longest address in bytes that is handed to a browser.
const maxAddress = 8192

// Openable refuses every address that tpdesk does not hand to a browser. Allowed are https pages of Trustpilot and of
// the three share hosts, and pages at the origin of loopbackAPI, which is "" with the real API.
func Openable(address, loopbackAPI string) error {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || strings.ContainsFunc(address, notGraphic) {
		return fmt.Errorf("open: this is no address that a browser should get")
	}
	if u.User != nil || u.Opaque != "" {
		return fmt.Errorf("open: %s://%s: addresses with a user name are not opened", u.Scheme, u.Host)
	}
	if u.Scheme == "https" && u.Port() == "" && openHost(u.Hostname()) {
		return nil
	}
	if base, err := url.Parse(loopbackAPI); err == nil && loopbackAPI != "" && isLoopback(base) && u.Scheme == base.Scheme && u.Host == base.Host {
		return nil
	}
	return fmt.Errorf("open: %s://%s is neither Trustpilot's nor a share page, so it is not opened", u.Scheme, u.Host)
}

// notGraphic is any character that does not stand in a written-out address; a backslash means a slash to browsers.
func notGraphic(r rune) bool {
	return r <= ' ' || r >= 0x7f || r == '\\' || r == '"' || r == '`' || r == '\''
}

// openHost knows the hosts of trustpilot-api §1.1 and §7, a country's site such as dk. or fr-be., and the share hosts.
func openHost(host string) bool {
	switch host {
	case "www.trustpilot.com", "businessapp.b2b.trustpilot.com", "authenticate.trustpilot.com":
		return true
	case "twitter.com", "www.facebook.com", "www.linkedin.com":
		return true
	}
	site, ok := strings.CutSuffix(host, ".trustpilot.com")
	return ok && isCountry(site)
}

// isCountry takes two small letters, or two pairs of them with a hyphen between.
func isCountry(s string) bool {
	country, language, both := strings.Cut(s, "-")
	return isPair(country) && (!both || isPair(language))
}

func isPair(s string) bool {
	return len(s) == 2 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

func isLoopback(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// ToSandbox is what the browser gets in place of a Trustpilot page when the API is a sandbox: the sandbox's own page of
// the review. Any other address stays, and all of them do when the API is not on loopback.
func ToSandbox(address, loopbackAPI string) string {
	base, err := url.Parse(loopbackAPI)
	u, err2 := url.Parse(address)
	if err != nil || err2 != nil || !isLoopback(base) || !strings.HasPrefix(u.Path, "/reviews/") {
		return address
	}
	origin := base.Scheme + "://" + base.Host
	switch "https://" + u.Host {
	case publicHost:
		return origin + u.EscapedPath()
	case webAppHost:
		return origin + "/app" + u.EscapedPath()
	}
	return address
}
