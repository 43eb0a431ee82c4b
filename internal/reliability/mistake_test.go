package reliability

import (
	"testing"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
)

// mistake is something that tpdesk must not do, done on purpose: the runs must find it. The zero mistake is tpdesk as it
// is.
type mistake struct {
	name string
	only []faultproxy.What // the faults that bring it to light; none is all
	api  func(b *bed, t *testing.T, api desk.Trustpilot) desk.Trustpilot
	work func(desk.Work) desk.Work
}

func (m mistake) onAPI(b *bed, t *testing.T, api desk.Trustpilot) desk.Trustpilot {
	if m.api == nil {
		return api
	}
	return m.api(b, t, api)
}

func (m mistake) onWork(w desk.Work) desk.Work {
	if m.work == nil {
		return w
	}
	return m.work(w)
}
