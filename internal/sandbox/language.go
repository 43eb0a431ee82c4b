package sandbox

// language is how the people of one language are called and how they write.
type language struct {
	code, locale string
	weight       int      // how many of a hundred reviewers write it
	first, last  []string // names; "shown=ascii" where letters alone do not give the address
	places       []string // "City, CC"
	familyFirst  bool     // the family name stands first
	happy        voice    // four and five stars
	mixed        voice    // three stars
	angry        voice    // one and two stars
	but          []string // what keeps a review from the fifth star
	reply        replies
	ask          []string // find-reviewer questions
	answered     []string // what reviewers write back to them; {order} is their order
}

// voice is a stock of sentences of one mood. {n} is a number of days, {staff}
// the first name of somebody in the shop, {order} an order number.
type voice struct {
	titles []string // titles that people write themselves
	short  []string // whole reviews of a few words
	begin  []string // how a review opens
	told   []told   // what happened
	aside  []string // a remark on the way
	end    []string // how it closes
}

// told is one experience, the tag that an agent would put on it, and the title
// that people give it, if it has one of its own.
type told struct{ topic, title, text string }

// replies is a stock for the company's answers. {name} is the reviewer's first
// name, {staff} the first name of who answers.
type replies struct {
	hello, thanks, sorry, help, bye []string
}

// languages lists all languages of the generated reviews.
func languages() []language {
	return []language{
		english(), danish(), german(), swedish(), dutch(), norwegian(), french(), spanish(),
		italian(), polish(), finnish(), japanese(), portuguese(),
	}
}

// of chooses the voice for a number of stars.
func (l *language) of(stars uint8) *voice {
	switch {
	case stars >= 4:
		return &l.happy
	case stars == 3:
		return &l.mixed
	}
	return &l.angry
}
