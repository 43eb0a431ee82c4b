package cli_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

var (
	actionRE = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	hiddenRE = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"`)
)

// fillIn signs in on the page and returns where it redirects to.
func fillIn(address, user, password string) (string, error) {
	return submit(address, url.Values{"username": {user}, "password": {password}})
}

// submit posts the page's form with the values and returns where it redirects to, "" when it does not.
func submit(address string, form url.Values) (string, error) {
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Get(address)
	if err != nil {
		return "", err
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return "", err
	}
	for _, m := range hiddenRE.FindAllStringSubmatch(string(page), -1) {
		form.Set(m[1], strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`, "&#39;", "'").Replace(m[2]))
	}
	target, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if m := actionRE.FindStringSubmatch(string(page)); m != nil && m[1] != "" {
		if target, err = target.Parse(strings.ReplaceAll(m[1], "&amp;", "&")); err != nil {
			return "", err
		}
	}
	resp, err = c.PostForm(target.String(), form)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Header.Get("Location"), nil
}
