//go:build keyring && linux

package auth

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// fakeSecrets is a Secret Service on a bus that behaves, or misbehaves, as its mode says.
type fakeSecrets struct {
	conn *dbus.Conn
	mode string

	mu    sync.Mutex
	open  bool                       // after the dialog was answered
	items map[string]dbus.ObjectPath // by account
	bytes map[dbus.ObjectPath][]byte
}

// The modes of fakeSecrets.
const (
	works          = "works"
	locked         = "locked and nobody to ask"
	promptNever    = "asks and is never answered"
	promptUnlocks  = "asks and is answered"
	unlockRefused  = "asks to unlock and is dismissed"
	saveDismissed  = "asks to save and is dismissed"
	promptNonsense = "asks and gets nonsense"
	slow           = "takes 10 s"
	plainRefused   = "refuses a plain session"
)

const (
	rootPath    = dbus.ObjectPath("/org/freedesktop/secrets")
	sessionPath = rootPath + "/session/1"
	aliasPath   = rootPath + "/aliases/default"
	promptPath  = rootPath + "/prompt/1"
	noPath      = dbus.ObjectPath("/")
	secretIface = "org.freedesktop.Secret."
)

type wireSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

func serveSecrets(t *testing.T, bus, mode string) *fakeSecrets {
	t.Helper()
	conn, err := dbus.Connect(bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f := &fakeSecrets{conn: conn, mode: mode, items: map[string]dbus.ObjectPath{}, bytes: map[dbus.ObjectPath][]byte{}}
	for path, what := range map[dbus.ObjectPath]struct {
		object any
		iface  string
	}{
		rootPath: {serviceObject{f}, "Service"}, aliasPath: {collectionObject{f}, "Collection"},
		sessionPath: {sessionObject{}, "Session"}, promptPath: {promptObject{f}, "Prompt"},
	} {
		if err := conn.Export(what.object, path, secretIface+what.iface); err != nil {
			t.Fatal(err)
		}
	}
	if reply, err := conn.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	return f
}

type serviceObject struct{ f *fakeSecrets }

func (s serviceObject) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	if s.f.mode == plainRefused {
		return dbus.MakeVariant(""), noPath, dbus.NewError("org.freedesktop.DBus.Error.NotSupported", []any{"plain is not allowed"})
	}
	return dbus.MakeVariant(""), sessionPath, nil
}

func (s serviceObject) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	if s.f.open {
		return paths, noPath, nil
	}
	switch s.f.mode {
	case locked:
		return nil, noPath, nil
	case promptNever, promptUnlocks, unlockRefused, promptNonsense:
		return nil, promptPath, nil
	case slow:
		<-time.After(10 * time.Second)
	}
	return paths, noPath, nil
}

type promptObject struct{ f *fakeSecrets }

func (p promptObject) Prompt(string) *dbus.Error {
	answer := func(dismissed, result any) {
		_ = p.f.conn.Emit(promptPath, secretIface+"Prompt.Completed", dismissed, result)
	}
	switch p.f.mode {
	case unlockRefused, saveDismissed:
		answer(true, dbus.MakeVariant(""))
	case promptUnlocks: // somebody types for a while
		time.AfterFunc(1200*time.Millisecond, func() {
			p.f.mu.Lock()
			defer p.f.mu.Unlock()
			p.f.open = true
			answer(false, dbus.MakeVariant([]dbus.ObjectPath{aliasPath}))
		})
	case promptNonsense:
		answer("perhaps", "later")
	}
	return nil
}

type collectionObject struct{ f *fakeSecrets }

func (c collectionObject) CreateItem(properties map[string]dbus.Variant, secret wireSecret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	if c.f.mode == saveDismissed {
		return noPath, promptPath, nil
	}
	var attributes map[string]string
	if err := properties[secretIface+"Item.Attributes"].Store(&attributes); err != nil {
		return noPath, noPath, dbus.MakeFailedError(err)
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	path, ok := c.f.items[attributes["username"]]
	if !ok {
		path = rootPath + dbus.ObjectPath(fmt.Sprintf("/item/%d", len(c.f.bytes)+1))
		c.f.items[attributes["username"]] = path
		_ = c.f.conn.Export(itemObject{c.f, path}, path, secretIface+"Item")
	}
	c.f.bytes[path] = secret.Value
	return path, noPath, nil
}

func (c collectionObject) SearchItems(attributes map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if path, ok := c.f.items[attributes["username"]]; ok {
		return []dbus.ObjectPath{path}, nil
	}
	return nil, nil
}

type itemObject struct {
	f    *fakeSecrets
	path dbus.ObjectPath
}

func (i itemObject) GetSecret(dbus.ObjectPath) (wireSecret, *dbus.Error) {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	return wireSecret{Session: sessionPath, Value: i.f.bytes[i.path], ContentType: "text/plain"}, nil
}

func (i itemObject) Delete() (dbus.ObjectPath, *dbus.Error) {
	i.f.mu.Lock()
	defer i.f.mu.Unlock()
	for account, path := range i.f.items {
		if path == i.path {
			delete(i.f.items, account)
		}
	}
	return noPath, nil
}

type sessionObject struct{}

func (sessionObject) Close() *dbus.Error { return nil }
