package review

// Method is how a review was collected, in the words of Trustpilot's inbox.
type Method string

// The six collection methods of the service reviews page (seeds/service-reviews-page).
const (
	Automatic Method = "automatic"
	Manual    Method = "manual"
	Generated Method = "generated"
	Basic     Method = "basic"
	Embedded  Method = "embedded"
	Organic   Method = "organic"
)

// Methods are the six, in the order of the service reviews page.
var methods = []Method{Automatic, Manual, Organic, Generated, Basic, Embedded}

// Methods lists the six collection methods in the order of Trustpilot's page.
func Methods() []Method { return append([]Method(nil), methods...) }

// sourceMethods is trustpilot-api §2.4: which wire values belong to which method. The wire value is an open string.
var sourceMethods = map[string]Method{
	"AFSv1": Automatic, "AFSv2": Automatic, "InvitationApi": Automatic,
	"ManualInputInvitation": Manual, "FileUpload": Manual, "CopyPasteInvitation": Manual, "Kickstart": Manual,
	"InvitationLinkApi": Generated, "BusinessGeneratedLink": Generated,
	"BasicLink":                         Basic,
	"EmbeddedBusinessGeneratedLinkForm": Embedded,
	"Organic":                           Organic, "DomainLink": Organic,
}

// MethodOf is the collection method of a source; "" for a source that no document names.
func MethodOf(source Text) Method { return sourceMethods[source.Raw()] }

// Sources lists the wire values that belong to the method, in no particular order.
func (m Method) Sources() []string {
	var names []string
	for name, method := range sourceMethods {
		if method == m {
			names = append(names, name)
		}
	}
	return names
}

// Label is the method's name as Trustpilot's inbox shows it.
func (m Method) Label() string {
	switch m {
	case Automatic:
		return "Automatic invitation"
	case Manual:
		return "Manual invitation"
	case Organic:
		return "Organic"
	case Generated:
		return "Generated link"
	case Basic:
		return "Basic invitation"
	case Embedded:
		return "Embedded review form"
	}
	return "Unknown"
}

// Meaning is one sentence that says how reviews come in by the method (seeds/service-reviews-page, Collect reviews).
func (m Method) Meaning() string {
	switch m {
	case Automatic:
		return "sent by the integration between your shop system and Trustpilot; the most efficient way"
	case Manual:
		return "sent by Trustpilot after you uploaded a .csv file of customers"
	case Organic:
		return "written by a customer without an invitation"
	case Generated:
		return "from an invitation link that you made and sent to a past customer"
	case Basic:
		return "from a general link to your company's form on Trustpilot"
	case Embedded:
		return "from the review form on your own website"
	}
	return ""
}

// SourceLabel is what a person reads for a source: the method's label, else the raw value on one line.
func SourceLabel(source Text) string {
	if m := MethodOf(source); m != "" {
		return m.Label()
	}
	if source.Visible() {
		return source.Line()
	}
	return "Unknown"
}
