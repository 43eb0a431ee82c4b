package review

import (
	"slices"
	"strings"
	"time"
)

type matchFunc = func(doc *document, now time.Time) bool

// matcher is the test that field:value makes; nil for an unknown field. The value has been checked.
func (f Field) matcher(value string) matchFunc {
	switch f {
	case FieldReplied:
		return yesNo(value, func(r Review) bool { return r.CompanyReply != nil })
	case FieldReported:
		return yesNo(value, func(r Review) bool { return r.ReportData != nil })
	case FieldContacted:
		return yesNo(value, Review.Contacted)
	case FieldOutdated:
		return yesNo(value, Review.Outdated)
	case FieldSince:
		return func(d *document, now time.Time) bool {
			return !d.CreatedAt.IsZero() && !d.CreatedAt.Before(moment(value, now, false))
		}
	case FieldUntil:
		return func(d *document, now time.Time) bool {
			return !d.CreatedAt.IsZero() && d.CreatedAt.Before(moment(value, now, true))
		}
	}
	if test := f.valueTest(value); test != nil {
		return func(d *document, _ time.Time) bool { return test(d.Review) }
	}
	return nil
}

// valueTest is the test of the fields that compare a value of the review and know no time.
func (f Field) valueTest(value string) func(Review) bool {
	parts := f.parts(value)
	switch f {
	case FieldStars:
		return starsTest(parts)
	case FieldSource:
		return sourceTest(parts)
	case FieldLanguage:
		return func(r Review) bool { return r.Language.Known() && slices.Contains(parts, r.Language.Raw()) }
	case FieldTag:
		return func(r Review) bool { return slices.ContainsFunc(r.Tags, func(t Tag) bool { return t.Named(value) }) }
	case FieldLocation:
		return func(r Review) bool {
			l := r.Location
			return l != nil && (l.ID.Is(value) || l.Name.Is(value) || l.ExternalID.Is(value))
		}
	case FieldReviewer:
		part := strings.ToLower(value)
		return func(r Review) bool {
			return r.Consumer != nil && strings.Contains(strings.ToLower(r.Consumer.DisplayName.Raw()), part)
		}
	case FieldReference:
		return func(r Review) bool { return r.ReferenceID.Is(value) }
	case FieldEmail:
		return func(r Review) bool { return r.ReferralEmail.Known() && strings.EqualFold(r.ReferralEmail.Raw(), value) }
	}
	return nil
}

func yesNo(value string, has func(Review) bool) matchFunc {
	want := value == "yes"
	return func(d *document, _ time.Time) bool { return has(d.Review) == want }
}

func moment(value string, now time.Time, until bool) time.Time {
	t, _ := parseMoment(value, now, until)
	return t
}

func starsTest(parts []string) func(Review) bool {
	var allowed [6]bool
	for _, p := range parts {
		stars, _ := parseStars(p)
		for _, n := range stars {
			allowed[n] = true
		}
	}
	return func(r Review) bool { return r.Stars >= 1 && r.Stars <= 5 && allowed[r.Stars] }
}

func sourceTest(parts []string) func(Review) bool {
	return func(r Review) bool {
		m := MethodOf(r.Source)
		return r.Source.Known() && slices.ContainsFunc(parts, func(p string) bool {
			return r.Source.Is(p) || m != "" && string(m) == p
		})
	}
}
