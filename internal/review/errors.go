package review

import "errors"

// What may go wrong, in words that every package shares: whoever meets the cause wraps one of these, and the edge turns
// it into an exit code or a status line (commands.md, Exit codes).
var (
	ErrNotFound  = errors.New("not found")                 // Trustpilot does not know it
	ErrSignIn    = errors.New("sign-in needed")            // no token, a rejected one, or a vault that cannot be used
	ErrConflict  = errors.New("changed since it was read") // a reply exists, or is another than the one seen
	ErrRefused   = errors.New("refused")                   // Trustpilot said no: role, plan, content
	ErrUnknown   = errors.New("outcome unknown")           // sent, and the answer was lost
	ErrTemporary = errors.New("not possible now")          // nothing was sent or changed; a repeat is safe
	ErrInvalid   = errors.New("not valid")                 // the request itself is wrong; nothing was contacted
	ErrIO        = errors.New("local disk or pipe")        // the local disk, a pipe or the copy
	ErrNotSent   = errors.New("nothing was sent")          // an act stopped before its first byte left
)

// ErrTaken tells that another tpdesk has taken a draft over from this one, as from one that was stopped. It is an
// ErrConflict.
var ErrTaken error = takenError{}

type takenError struct{}

func (takenError) Error() string        { return "another tpdesk has taken this draft over" }
func (takenError) Is(target error) bool { return target == ErrConflict }
