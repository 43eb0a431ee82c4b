package sandbox

import (
	"bytes"
	"regexp"
)

// redate rewrites the dates that this package wrote in the form of the switch.
// Only whole values of keys that hold dates are touched: inside a text the quotes
// would be escaped.
func (s *Server) redate(body []byte) []byte {
	form := map[string]string{"seconds": `${1}Z"`, "ticks": `${1}${2}0000Z"`, "noZone": `${1}"`, "noZoneMillis": `${1}${2}"`}[s.switched().Dates]
	if form == "" || !bytes.HasPrefix(body, []byte("{")) {
		return body
	}
	stamped := regexp.MustCompile(`("(?:createdAt|updatedAt|experiencedAt|changeDate|created|submittedAt|deletedAt)":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})Z"`)
	return stamped.ReplaceAll(body, []byte(form))
}
