package review

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// full sets every field that a review has, at every depth, to something other than its zero value.
func full(t *testing.T) Review {
	t.Helper()
	var r Review
	fill(t, reflect.ValueOf(&r).Elem(), "r")
	return r
}

// fill walks types of this package only; a kind it does not know is a field somebody must add here.
func fill(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Interface().(type) {
	case Text:
		v.Set(reflect.ValueOf(NewText("text of " + path + " <&> æ \u2028 \x1b")))
		return
	case Time:
		v.Set(reflect.ValueOf(at(t, "2026-11-20T08:14:05.123456700Z")))
		return
	case Opt[bool]:
		v.Set(reflect.ValueOf(Some(false)))
		return
	case Opt[int]:
		v.Set(reflect.ValueOf(Some(0)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.Tag.Get("json") != "-" {
				fill(t, v.Field(i), path+"."+field.Name)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), path+".0")
		fill(t, v.Index(1), path+".1")
	case reflect.String:
		v.SetString("id-of-" + strings.TrimPrefix(path, "r."))
	case reflect.Int:
		v.SetInt(3)
	default:
		t.Fatalf("%s has a type the test does not know: %s", path, v.Type())
	}
}

func TestEveryFieldOfAReviewSurvivesItsJSON(t *testing.T) {
	want := full(t)
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Review
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back:\n%+v\nwant:\n%+v", got, want)
	}
}

func TestTheJSONOfAReviewKeepsTrustpilotsNames(t *testing.T) {
	b, err := json.Marshal(full(t))
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(`id stars title text language createdAt updatedAt experiencedAt consumer.id consumer.displayName consumer.displayLocation
		consumer.numberOfReviews businessUnit.id businessUnit.identifyingName businessUnit.displayName companyReply.text companyReply.createdAt companyReply.updatedAt
		companyReply.authorBusinessUserId companyReply.authorBusinessUserName tags.group tags.value source referenceId referralEmail isVerified reviewVerificationLevel status
		location.id location.name location.urlFormattedName location.externalId numberOfLikes reportData.source reportData.publicComment reportData.createdAt reportData.reasons
		reportData.reason reportData.reviewVisibility complianceLabels countsTowardsTrustScore countsTowardsLocationTrustScore invitation.businessUnitId
		businessUnitHistory.businessUnitId businessUnitHistory.identifyingName businessUnitHistory.displayName businessUnitHistory.changeDate findReviewer.isEligible
		findReviewer.requests.id findReviewer.requests.created findReviewer.requests.status findReviewer.requests.businessUserMessage findReviewer.requests.consumerResponse.name
		findReviewer.requests.consumerResponse.email findReviewer.requests.consumerResponse.phoneNumber findReviewer.requests.consumerResponse.address
		findReviewer.requests.consumerResponse.referenceId findReviewer.requests.consumerResponse.message findReviewer.requests.consumerResponse.submittedAt`) {
		if !has(got, strings.Split(path, ".")) {
			t.Errorf("there is no %s", path)
		}
	}
}

func has(v any, path []string) bool {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	if len(path) == 0 {
		return v != nil
	}
	object, ok := v.(map[string]any)
	return ok && has(object[path[0]], path[1:])
}

func TestWhatIsUnknownIsNullAndAListIsAlwaysAList(t *testing.T) {
	b, err := json.Marshal(Review{ID: "x", Title: NewText("")})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"title":""`, `"text":null`, `"createdAt":null`, `"isVerified":null`, `"numberOfLikes":null`, `"consumer":null`,
		`"companyReply":null`, `"location":null`, `"findReviewer":null`, `"tags":[]`, `"complianceLabels":[]`, `"businessUnitHistory":[]`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("there is no %s in %s", want, b)
		}
	}
}

func TestNullEmptyAndAbsentAreToldApart(t *testing.T) {
	for _, c := range []struct {
		json         string
		known, empty bool
	}{{`{"title":"x"}`, true, false}, {`{"title":""}`, true, true}, {`{"title":null}`, false, true}, {`{}`, false, true}} {
		var r Review
		if err := json.Unmarshal([]byte(c.json), &r); err != nil {
			t.Errorf("%s: %v", c.json, err)
		}
		if r.Title.Known() != c.known || (r.Title.Raw() == "") != c.empty {
			t.Errorf("%s: known %v, %q", c.json, r.Title.Known(), r.Title.Raw())
		}
	}
	for text, want := range map[string]Opt[int]{`null`: {}, `0`: Some(0), `7`: Some(7)} {
		var got Opt[int]
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	if got := (Opt[int]{}).Or(4); got != 4 {
		t.Errorf("unknown or 4 is %d", got)
	}
	if got := Some(0).Or(4); got != 0 {
		t.Errorf("0 or 4 is %d", got)
	}
}

func TestNullsInListsAndOldValuesDoNotStay(t *testing.T) {
	r := Review{Title: NewText("old"), CreatedAt: Time{Time: noon}, IsVerified: Some(true)}
	if err := json.Unmarshal([]byte(`{"title":null,"createdAt":"","isVerified":null,"complianceLabels":[null,"x"],"tags":[null]}`), &r); err != nil {
		t.Fatal(err)
	}
	if r.Title.Known() || !r.CreatedAt.IsZero() || r.IsVerified.Known {
		t.Errorf("what was null kept its old value: %+v", r)
	}
	if len(r.ComplianceLabels) != 2 || r.ComplianceLabels[0].Known() || !r.ComplianceLabels[1].Is("x") || len(r.Tags) != 1 {
		t.Errorf("lists: %v %v", r.ComplianceLabels, r.Tags)
	}
}

func TestTextGoesThroughJSONToTheLetter(t *testing.T) {
	for _, h := range hostileLines(t) {
		text, ok := h.text(t)
		if !ok || h.InputBase64 != "" { // bytes that are no UTF-8 have no letters
			continue
		}
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatalf("%s: %v", h.ID, err)
		}
		var got Text
		if err := json.Unmarshal(b, &got); err != nil || got != text {
			t.Errorf("%s: changed on its way through JSON (%v)", h.ID, err)
		}
	}
}
