package cli_test

import "testing"

// TestAProductReviewIsAnsweredFromTheDesk switches to the reviews of products on a true terminal, and answers one there.
func TestAProductReviewIsAnsweredFromTheDesk(t *testing.T) {
	s := openScreen(t, 120, 36, "demo")
	s.see("No reply yet")
	s.typed("p")
	s.see("kind:product")
	s.see("product reviews read just now")
	s.typed("/replied:no" + enter)
	s.see("kind:product replied:no")
	s.see("No reply yet")
	s.typed("r")
	s.see("PUBLIC")
	s.typed("Thank you for telling us about it.")
	s.see("telling us about it.")
	s.typed(ctrlS)
	s.see("published: reply to")
	s.typed(":outbox" + enter)
	s.see("settling reads back")
	s.see("Thank you for telling us about it.")
	s.typed("\x1b")
	s.gone("─ Outbox")
	s.typed("p")
	s.gone("kind:product")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	s.restored()
}
