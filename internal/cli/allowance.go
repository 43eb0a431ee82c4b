package cli

import "github.com/tpdesk/tpdesk/internal/desk"

// allowance is calls, without a limit towards a sandbox, whose calls cost nobody anything.
func (s *session) allowance() (made, allowed int) {
	if s.client == nil {
		return 0, 0
	}
	made, allowed = s.calls()
	if s.settings.Loopback() && (s.opener == nil || !s.opener.a.pace) {
		allowed = 0
	}
	return made, allowed
}

// within keeps a sync inside what is left of today's calls, beyond which the client makes none.
func (s *session) within(o desk.SyncOptions) desk.SyncOptions {
	if made, allowed := s.allowance(); allowed > 0 {
		o.Left = max(1, allowed-made)
	}
	return o
}
