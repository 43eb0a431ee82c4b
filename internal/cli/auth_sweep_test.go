package cli_test

import (
	"bytes"
	"strings"
)

// sweep collects everything that a seat's programs left anywhere, to be searched for secrets.
type sweep struct {
	p     *seat
	found map[string][]byte // where → what
}

// note keeps what a run said.
func (s *sweep) note(args ...string) result {
	s.p.t.Helper()
	r := s.p.run(args...)
	where := "tpdesk " + strings.Join(args, " ")
	s.found[where+", stdout"], s.found[where+", stderr"] = []byte(r.out), []byte(r.err)
	return r
}

// search looks through what was noted and through all files for each secret.
func (s *sweep) search(secrets map[string]string) {
	s.p.t.Helper()
	for path, content := range files(s.p.t, s.p.dir) {
		s.found[path] = content
	}
	for where, content := range s.found {
		for name, secret := range secrets {
			if secret == "" {
				s.p.t.Fatalf("the %s is not known", name)
			}
			if name == "API key" { // OAuth puts it into the address of the sign-in page, and only there
				content = bytes.ReplaceAll(content, []byte("client_id="+secret+"&"), nil)
			}
			if form := leak(content, secret); form != "" {
				s.p.t.Errorf("%s holds the %s %s", where, name, form)
			}
		}
	}
}
