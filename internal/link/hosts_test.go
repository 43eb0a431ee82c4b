package link

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

func TestOfTrustpilotsHostsOnlyTheKnownOnesAreOpened(t *testing.T) {
	for host, open := range map[string]bool{
		"www.trustpilot.com": true, "uk.trustpilot.com": true, "fr-be.trustpilot.com": true, "businessapp.b2b.trustpilot.com": true,
		"authenticate.trustpilot.com": true, "trustpilot.com": false, "evil.trustpilot.com": false, "a.dk.trustpilot.com": false,
		"d1.trustpilot.com": false, "-k.trustpilot.com": false, "fr-.trustpilot.com": false, "fr-be-x.trustpilot.com": false,
		".trustpilot.com": false, "api.trustpilot.com": false, "facebook.com": false, "m.facebook.com": false,
	} {
		if err := Openable("https://"+host+"/reviews/1", ""); (err == nil) != open {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestTheHostileAddressesAreRefusedAndTheHonestOneOpened(t *testing.T) {
	file, err := os.Open("testdata/hostile_urls.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	seen := map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var one struct{ ID, Input, Expect string }
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		seen[one.Expect]++
		if err := Openable(one.Input, "http://127.0.0.1:4010/v1"); (err == nil) != (one.Expect == "open") {
			t.Errorf("%s: %q: %v, want %s", one.ID, one.Input, err, one.Expect)
		}
	}
	if seen["open"] == 0 || seen["refuse"] < 9 {
		t.Errorf("the corpus holds only %v", seen)
	}
}

func TestOnlyALoopbackAPIHasPagesInPlaceOfTrustpilots(t *testing.T) {
	for _, api := range []string{"", "https://api.trustpilot.com/v1", "http://evil.example/v1", "%zz"} {
		for _, address := range []string{Review("66a0"), WebApp("66a0")} {
			if got := ToSandbox(address, api); got != address {
				t.Errorf("with %q, %s became %s", api, address, got)
			}
		}
	}
}
