package reliability

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// Comments on product reviews. They stay beside each other, a conversation is made before the first one, and a review with
// what was said under it is read by two calls.
const (
	spoke     kind = "a first comment"
	added     kind = "a comment beside the one that was seen"
	changed   kind = "a comment in place of the one that was seen"
	heard     kind = "a first comment where a colleague's stands"
	overheard kind = "a colleague comments between our read and our comment"
	bothSpeak kind = "the same comment by two processes at once"
)

func (k kind) comments() bool {
	return slices.Contains([]kind{spoke, added, changed, heard, overheard, bothSpeak}, k)
}

const ofOld = "Of old."

// prepareComment sets the scene under a product review of its own, where nobody has said anything.
func (x *run) prepareComment() {
	x.id = take(&x.products)
	c := desk.Comment{ID: x.id, Text: x.text}
	switch x.kind {
	case added, changed, heard:
		x.colleagueSpeaks()
	}
	if x.kind == added || x.kind == changed {
		c.Seen, c.Add = review.Digest(ofOld), x.kind == added
	}
	x.act = c
}

// colleagueSpeaks lets a colleague comment on the product review, past the proxy.
func (x *run) colleagueSpeaks() {
	x.t.Helper()
	talk, err := x.direct.CreateConversation(context.Background(), x.id)
	check(x.t, err)
	check(x.t, x.direct.AddComment(context.Background(), talk, ofOld))
	x.beside = true
}

// interrupted is an API after whose first read a colleague comments.
type interrupted struct {
	desk.Trustpilot
	goods
	once  *sync.Once
	speak func()
}

func (m *interrupted) Product(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := m.goods.Product(ctx, id)
	m.once.Do(m.speak)
	return r, err
}

// goods is desk.Products under a name that hides none of its methods.
type goods interface{ desk.Products }

// withGoods gives an API that a mistake wraps what it asks of product reviews.
func withGoods(wrapped, api desk.Trustpilot) desk.Trustpilot {
	if _, ok := wrapped.(desk.Products); ok {
		return wrapped
	}
	return struct {
		desk.Trustpilot
		goods
	}{wrapped, api.(desk.Products)}
}

// stands is the review of the run as Trustpilot has it for certain.
func (x *run) stands(t *testing.T, id review.ID) review.Review {
	t.Helper()
	if !x.kind.comments() {
		return x.bed.stands(t, id)
	}
	r, err := x.direct.Product(context.Background(), id)
	check(t, err)
	return r
}

// judgeComments: what a colleague said stands as it was said, and nobody answers beside what they have not seen.
func (x *run) judgeComments(public int) {
	if x.kind == heard && public > 0 {
		x.complain("UNSEEN: it was said beside a colleague's comment that stood there before")
	}
	if !x.beside || x.kind == changed && public > 0 {
		return
	}
	said := x.stands(x.t, x.id).Talk.OfCompany()
	if !slices.ContainsFunc(said, func(k review.Comment) bool { return k.Text.Is(ofOld) }) {
		x.complain("REPLACED: a colleague's comment, %d stand there", len(said))
	}
}

// conversationOf reports whether a path is below the conversation of a product review.
func (b *bed) conversationOf(id review.ID, parts []string) bool {
	b.mu.Lock()
	talk, known := b.talks[id]
	b.mu.Unlock()
	if !known {
		r, err := b.direct.ProductReview(context.Background(), id)
		if err != nil || !r.ConversationID.Visible() {
			return false
		}
		talk = r.ConversationID.Raw()
		b.mu.Lock()
		b.talks[id] = talk
		b.mu.Unlock()
	}
	return slices.Contains(parts, talk)
}

// about reports whether a request is of the act of an intent.
func (b *bed) about(r *http.Request, in review.Intent) bool {
	parts := strings.Split(r.URL.Path, "/")
	return slices.Contains(parts, string(in.ReviewID)) || in.Act == desk.Comment{}.Name() && b.conversationOf(in.ReviewID, parts)
}

// The mortal's calls on product reviews.

func (m *mortal) Product(ctx context.Context, id review.ID) (r review.Review, err error) {
	err = m.dying(func() error { r, err = m.goods.Product(ctx, id); return err })
	return r, err
}

func (m *mortal) CreateConversation(ctx context.Context, id review.ID) (talk string, err error) {
	err = m.dying(func() error { talk, err = m.goods.CreateConversation(ctx, id); return err })
	return talk, err
}

func (m *mortal) AddComment(ctx context.Context, talk, text string) error {
	return m.dying(func() error { return m.goods.AddComment(ctx, talk, text) })
}

func (m *mortal) EditComment(ctx context.Context, talk, comment, text string) error {
	return m.dying(func() error { return m.goods.EditComment(ctx, talk, comment, text) })
}

// chattering comments again when nobody knows what became of it.
type chattering struct {
	desk.Trustpilot
	goods
}

func (m *chattering) AddComment(ctx context.Context, talk, text string) error {
	err := m.goods.AddComment(ctx, talk, text)
	if err != nil {
		err = m.goods.AddComment(ctx, talk, text)
	}
	return err
}

// TestACommentThatIsRepeatedIsCaught plants the mistake under product reviews, where two comments stand beside each other.
func TestACommentThatIsRepeatedIsCaught(t *testing.T) {
	t.Parallel()
	m := mistake{api: onAPI(func(_ *bed, api desk.Trustpilot) desk.Trustpilot { return &chattering{api, api.(desk.Products)} })}
	failed := playUntil(t, m, "DUPLICATE", 3000)
	if failed == "" {
		t.Fatal("3000 runs did not find it")
	}
	t.Log(failed)
}
