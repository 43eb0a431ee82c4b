package client

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAFilterIsAskedForAsFarAsTheServerCannotMeanLess(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	for line, want := range map[string]string{
		"":                           "orderBy=createdat.desc&perPage=100",
		"stars:1-2":                  "orderBy=createdat.desc&perPage=100&stars=1&stars=2",
		"stars:5 stars:1":            "orderBy=createdat.desc&perPage=100&stars=1&stars=5",
		"-stars:1":                   "orderBy=createdat.desc&perPage=100",
		"replied:no":                 "orderBy=createdat.desc&perPage=100&responded=false",
		"-replied:no":                "orderBy=createdat.desc&perPage=100&responded=true",
		"reported:yes":               "orderBy=createdat.desc&perPage=100&reported=true",
		"contacted:yes":              "findReviewer=contacted&orderBy=createdat.desc&perPage=100",
		"contacted:no":               "findReviewer=notContacted&orderBy=createdat.desc&perPage=100",
		"outdated:yes":               "orderBy=createdat.desc&perPage=100",
		"language:da,en":             "language=da&language=en&orderBy=createdat.desc&perPage=100",
		"-language:da":               "orderBy=createdat.desc&perPage=100",
		"source:AFSv2":               "orderBy=createdat.desc&perPage=100&source=AFSv2",
		"source:ShelfKioskV9":        "orderBy=createdat.desc&perPage=100&source=ShelfKioskV9",
		"source:basic":               "orderBy=createdat.desc&perPage=100&source=BasicLink",
		"source:organic":             "orderBy=createdat.desc&perPage=100",
		"source:AFSv2,BasicLink":     "orderBy=createdat.desc&perPage=100",
		"source:AFSv2 source:AFSv1":  "orderBy=createdat.desc&perPage=100",
		"tag:shipping":               "orderBy=createdat.desc&perPage=100",
		"tag:generic:shipping":       "orderBy=createdat.desc&perPage=100&tagGroup=generic&tagValue=shipping",
		"tag:a:b:c":                  "orderBy=createdat.desc&perPage=100",
		"-tag:generic:shipping":      "orderBy=createdat.desc&perPage=100",
		"tag:late tag:a:b tag:c:d":   "orderBy=createdat.desc&perPage=100&tagGroup=a&tagValue=b",
		"reference:KW-1":             "orderBy=createdat.desc&perPage=100&referenceId=KW-1",
		"reference:KW-1 reference:2": "orderBy=createdat.desc&perPage=100",
		"email:a@b.example":          "orderBy=createdat.desc&perPage=100&referralEmail=a%40b.example",
		"reviewer:ann":               "orderBy=createdat.desc&perPage=100",
		"location:Ribe":              "orderBy=createdat.desc&perPage=100",
		"location:1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e01":               "internalLocationId=1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e01&orderBy=createdat.desc&perPage=100",
		"location:1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e01 location:Ribe": "orderBy=createdat.desc&perPage=100",
		"since:2026-01-31":     "orderBy=createdat.desc&perPage=100&startDateTime=2026-01-30T23%3A59%3A59",
		"since:24h":            "orderBy=createdat.desc&perPage=100&startDateTime=2026-02-28T11%3A59%3A59",
		"until:2026-01-31":     "endDateTime=2026-02-01T00%3A00%3A01&orderBy=createdat.desc&perPage=100",
		"until:24h":            "endDateTime=2026-02-28T12%3A00%3A02&orderBy=createdat.desc&perPage=100",
		"-since:7d -until:1d":  "orderBy=createdat.desc&perPage=100",
		`never "came late"`:    "orderBy=createdat.desc&perPage=100",
		"limit:20":             "orderBy=createdat.desc&perPage=20",
		"limit:20 stars:1":     "orderBy=createdat.desc&perPage=20&stars=1",
		"limit:20 late":        "orderBy=createdat.desc&perPage=100",
		"limit:20 -stars:1":    "orderBy=createdat.desc&perPage=100",
		"limit:20 sort:oldest": "orderBy=createdat.desc&perPage=100",
		"limit:500":            "orderBy=createdat.desc&perPage=100",
	} {
		f, err := review.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if got := queryOf(f, now).Encode(); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}
