package link

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestAddressesAreTrustpilotsOwn(t *testing.T) {
	for got, want := range map[string]string{
		Review("66a0"): "https://www.trustpilot.com/reviews/66a0", WebApp("66a0"): "https://businessapp.b2b.trustpilot.com/reviews/66a0",
		Reviewer("64b1"): "https://www.trustpilot.com/users/64b1", Company("acme-outdoor.example"): "https://www.trustpilot.com/review/acme-outdoor.example",
		Review("../x?y"): "https://www.trustpilot.com/reviews/..%2Fx%3Fy",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestShareCarriesTheReviewsAddressWhole(t *testing.T) {
	for network, param := range map[string]string{"facebook": "u", "x": "url", "linkedin": "url"} {
		address, err := Share(network, Review("66a0"), "★☆ & more=1")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil || u.Query().Get(param) != Review("66a0") {
			t.Errorf("%s: %s", network, address)
		}
		if err := Openable(address, ""); err != nil {
			t.Errorf("%s: %v", network, err)
		}
	}
}

func TestClosedAndUnknownNetworksAreRefused(t *testing.T) {
	if _, err := Share("google-plus", Review("1"), ""); err == nil || !strings.Contains(err.Error(), "2019") {
		t.Errorf("got %v", err)
	}
	if _, err := Share("myspace", Review("1"), ""); err == nil {
		t.Error("myspace was shared on")
	}
}

func TestOnlyTrustpilotTheShareHostsAndTheSandboxAreOpened(t *testing.T) {
	const api = "http://127.0.0.1:4010/v1"
	for _, good := range []string{
		"https://www.trustpilot.com/reviews/1", "https://dk.trustpilot.com/review/a.example", "https://businessapp.b2b.trustpilot.com/reviews/1",
		"https://authenticate.trustpilot.com?client_id=a", "https://www.facebook.com/sharer/sharer.php?u=x", "https://twitter.com/intent/tweet",
		"https://www.linkedin.com/sharing/", "http://127.0.0.1:4010/reviews/1",
	} {
		if err := Openable(good, api); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "file:///etc/passwd", "javascript:alert(1)", "-oProxyCommand", `C:\evil.exe`, "http://www.trustpilot.com/", "https://trustpilot.com.evil.example/",
		"https://eviltrustpilot.com/", "https://www.trustpilot.com@evil.example/", "https://user@www.trustpilot.com/", "https://www.trustpilot.com:8443/",
		"http://127.0.0.1:4011/", "http://127.0.0.1:4010.evil.example/", "http://localhost:4010/", "https://www.trustpilot.com/\x1b[2J", "https://www.trustpilot.com/a b",
		`https:\\www.trustpilot.com`, "//www.trustpilot.com/", "https://www.trustpilot.com/" + strings.Repeat("a", 9000), "data:text/html,x",
		"https://www.trustpilot.com/$(id)`id`", "vbscript:x", "https:www.trustpilot.com",
	} {
		if err := Openable(bad, api); err == nil {
			t.Errorf("%q may be opened", bad)
		}
	}
	if err := Openable("http://127.0.0.1:4010/reviews/1", ""); err == nil {
		t.Error("a loopback page may be opened with the real API")
	}
	if err := Openable("https://evil.example/", "https://evil.example/v1"); err == nil {
		t.Error("an API that is not on loopback has pages that may be opened")
	}
}

func TestASandboxShowsItsOwnPageOfAReview(t *testing.T) {
	const api = "http://127.0.0.1:4010/v1"
	for from, to := range map[string]string{
		Review("66a0"): "http://127.0.0.1:4010/reviews/66a0", WebApp("66a0"): "http://127.0.0.1:4010/app/reviews/66a0",
		"http://127.0.0.1:4010/?client_id=a": "http://127.0.0.1:4010/?client_id=a", Company("a.example"): Company("a.example"),
	} {
		if got := ToSandbox(from, api); got != to {
			t.Errorf("%s became %s, want %s", from, got, to)
		}
	}
}

func TestNothingOfTpdesksOwnReachesTheBrowser(t *testing.T) {
	got := childEnv([]string{"HOME=/h", "TPDESK_TOKEN=secret", "tpdesk_passphrase=x", "PATH=/bin"})
	if !slices.Equal(got, []string{"HOME=/h", "PATH=/bin"}) {
		t.Errorf("got %q", got)
	}
}

func FuzzOpenable(f *testing.F) {
	for _, s := range []string{"https://www.trustpilot.com/", "http://127.0.0.1:4010/x", "https://x.com/intent", "javascript:1", "https://a.trustpilot.com.evil/", "htTp://127.0.0.1:4010"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if Openable(address, "http://127.0.0.1:4010/v1") != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		host := u.Hostname()
		known := host == "trustpilot.com" || strings.HasSuffix(host, ".trustpilot.com") || slices.Contains([]string{"twitter.com", "x.com", "www.facebook.com", "www.linkedin.com"}, host)
		if !(u.Scheme == "https" && known) && !(u.Scheme == "http" && u.Host == "127.0.0.1:4010") {
			t.Errorf("%q may be opened", address)
		}
	})
}
