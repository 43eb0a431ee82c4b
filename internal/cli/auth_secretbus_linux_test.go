package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// secretBus is a session bus with nothing but a Secret Service on it, in this process: no daemon is needed. It behaves, or
// misbehaves, as its mode says.
type secretBus struct {
	address string

	mu    sync.Mutex
	mode  string
	items map[string]dbus.ObjectPath // by account
	bytes map[dbus.ObjectPath][]byte
	known map[string]bool // every value that was ever kept
	calls int             // of CreateItem
}

// The modes of a secretBus.
const (
	busWorks         = ""
	busLocked        = "locked and nobody to ask"
	busPromptNever   = "asks and is never answered"
	busUnlockRefused = "asks to unlock and is dismissed"
	busSaveDismissed = "asks to save and is dismissed"
	busSlow          = "takes 10 s for each answer"
	busSlowish       = "takes 2 s for each answer"
	busNoSession     = "refuses a plain session"
)

const (
	secretsPath = dbus.ObjectPath("/org/freedesktop/secrets")
	sessionPath = secretsPath + "/session/1"
	aliasPath   = secretsPath + "/aliases/default"
	promptPath  = secretsPath + "/prompt/1"
	noPath      = dbus.ObjectPath("/")
	secretIface = "org.freedesktop.Secret."
)

// startBus starts a bus that ends with the test.
func startBus(t *testing.T) *secretBus {
	t.Helper()
	b, end, err := newBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	return b
}

// newBus starts a bus, and gives how to end it.
func newBus() (*secretBus, func(), error) {
	folder, err := os.MkdirTemp("", "bus") // a test's own folder is too long for a socket
	if err != nil {
		return nil, nil, err
	}
	l, err := net.Listen("unix", filepath.Join(folder, "bus"))
	if err != nil {
		return nil, nil, err
	}
	b := &secretBus{
		address: "unix:path=" + filepath.Join(folder, "bus"),
		items:   map[string]dbus.ObjectPath{}, bytes: map[dbus.ObjectPath][]byte{}, known: map[string]bool{},
	}
	go b.accept(l)
	return b, func() {
		_ = l.Close()
		_ = os.RemoveAll(folder)
	}, nil
}

func (b *secretBus) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go b.serve(c)
	}
}

// useKeyring gives a script a keyring in place of the age file, whose key takes a while to make.
func useKeyring(ts *testscript.TestScript, _ bool, _ []string) {
	b, end, err := newBus()
	ts.Check(err)
	ts.Defer(end)
	ts.Setenv("TPDESK_STORE", "keyring")
	ts.Setenv("DBUS_SESSION_BUS_ADDRESS", b.address)
}

// become changes how the bus behaves.
func (b *secretBus) become(mode string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mode = mode
}

func (b *secretBus) is() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.mode
}

// change edits every entry.
func (b *secretBus) change(edit func(value string) string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for path, value := range b.bytes {
		b.bytes[path] = []byte(edit(string(value)))
	}
}

// values are all that was ever kept.
func (b *secretBus) values() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for v := range b.known {
		out = append(out, v)
	}
	return out
}

// serve greets a client as a bus does, then answers its calls with the library's own server side.
func (b *secretBus) serve(c net.Conn) {
	r := bufio.NewReader(c)
	if !greet(r, c) {
		_ = c.Close()
		return
	}
	conn, err := dbus.NewConn(&accepted{Reader: r, Writer: c, Closer: c})
	if err != nil {
		return
	}
	for path, what := range map[dbus.ObjectPath]struct {
		object any
		iface  string
	}{
		"/org/freedesktop/DBus": {busObject{}, "org.freedesktop.DBus"},
		secretsPath:             {serviceObject{b}, secretIface + "Service"},
		aliasPath:               {collectionObject{b, conn}, secretIface + "Collection"},
		sessionPath:             {sessionObject{}, secretIface + "Session"},
		promptPath:              {promptObject{b, conn}, secretIface + "Prompt"},
	} {
		_ = conn.Export(what.object, path, what.iface)
	}
	b.mu.Lock()
	for _, path := range b.items {
		_ = conn.Export(itemObject{b, path}, path, secretIface+"Item")
	}
	b.mu.Unlock()
	_ = conn.Auth([]dbus.Auth{dbus.AuthAnonymous()}) // starts the answering; accepted plays the other side
}

// greet does the server's part of the handshake.
func greet(r *bufio.Reader, w io.Writer) bool {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		answer := "ERROR\r\n"
		switch line = strings.Trim(line, "\x00\r\n"); {
		case line == "AUTH":
			answer = "REJECTED EXTERNAL\r\n"
		case strings.HasPrefix(line, "AUTH EXTERNAL"):
			answer = "OK 0123456789abcdef0123456789abcdef\r\n"
		case line == "BEGIN":
			return true
		}
		if _, err := io.WriteString(w, answer); err != nil {
			return false
		}
	}
}

// accepted is a connection whose handshake is over: the library, which knows only the client's part of one, is answered here.
type accepted struct {
	io.Reader
	io.Writer
	io.Closer
	mu    sync.Mutex
	begun bool
	said  strings.Builder
}

func (a *accepted) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.begun {
		return a.Writer.Write(p)
	}
	switch line := strings.Trim(string(p), "\x00\r\n"); {
	case line == "AUTH":
		a.said.WriteString("REJECTED ANONYMOUS\r\n")
	case strings.HasPrefix(line, "AUTH ANONYMOUS"):
		a.said.WriteString("OK 0123456789abcdef0123456789abcdef\r\n")
	case line == "BEGIN":
		a.begun = true
	}
	return len(p), nil
}

func (a *accepted) Read(p []byte) (int, error) {
	a.mu.Lock()
	if said := a.said.String(); said != "" {
		n := copy(p, said)
		a.said.Reset()
		a.said.WriteString(said[n:])
		a.mu.Unlock()
		return n, nil
	}
	a.mu.Unlock()
	return a.Reader.Read(p)
}

type busObject struct{}

func (busObject) Hello() (string, *dbus.Error)   { return ":1.1", nil }
func (busObject) AddMatch(string) *dbus.Error    { return nil }
func (busObject) RemoveMatch(string) *dbus.Error { return nil }
func (sessionObject) Close() *dbus.Error         { return nil }
func (b *secretBus) wait(d time.Duration)        { <-time.After(d) }
func (b *secretBus) slow() { // each answer takes its time
	switch b.is() {
	case busSlow:
		b.wait(10 * time.Second)
	case busSlowish:
		b.wait(2 * time.Second)
	}
}

type sessionObject struct{}

type serviceObject struct{ b *secretBus }

func (s serviceObject) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	if s.b.is() == busNoSession {
		return dbus.MakeVariant(""), noPath, dbus.NewError("org.freedesktop.DBus.Error.NotSupported", []any{"plain is not allowed"})
	}
	return dbus.MakeVariant(""), sessionPath, nil
}

func (s serviceObject) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	s.b.slow()
	switch s.b.is() {
	case busLocked:
		return nil, noPath, nil
	case busPromptNever, busUnlockRefused:
		return nil, promptPath, nil
	}
	return paths, noPath, nil
}

type promptObject struct {
	b    *secretBus
	conn *dbus.Conn
}

func (p promptObject) Prompt(string) *dbus.Error {
	if mode := p.b.is(); mode == busUnlockRefused || mode == busSaveDismissed {
		_ = p.conn.Emit(promptPath, secretIface+"Prompt.Completed", true, dbus.MakeVariant(""))
	}
	return nil
}

type wireSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

type collectionObject struct {
	b    *secretBus
	conn *dbus.Conn
}

func (c collectionObject) CreateItem(properties map[string]dbus.Variant, secret wireSecret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	if c.b.is() == busSaveDismissed {
		return noPath, promptPath, nil
	}
	var attributes map[string]string
	if err := properties[secretIface+"Item.Attributes"].Store(&attributes); err != nil {
		return noPath, noPath, dbus.MakeFailedError(err)
	}
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	path, ok := c.b.items[attributes["username"]]
	if !ok {
		c.b.calls++
		path = secretsPath + dbus.ObjectPath(fmt.Sprintf("/item/%d", c.b.calls))
		c.b.items[attributes["username"]] = path
	}
	_ = c.conn.Export(itemObject{c.b, path}, path, secretIface+"Item")
	c.b.bytes[path] = secret.Value
	c.b.known[string(secret.Value)] = true
	return path, noPath, nil
}

// SearchItems also lets the client call the item that it finds: another client may have made it.
func (c collectionObject) SearchItems(attributes map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	path, ok := c.b.items[attributes["username"]]
	if !ok {
		return nil, nil
	}
	_ = c.conn.Export(itemObject{c.b, path}, path, secretIface+"Item")
	return []dbus.ObjectPath{path}, nil
}

type itemObject struct {
	b    *secretBus
	path dbus.ObjectPath
}

func (i itemObject) GetSecret(dbus.ObjectPath) (wireSecret, *dbus.Error) {
	i.b.mu.Lock()
	defer i.b.mu.Unlock()
	return wireSecret{Session: sessionPath, Value: i.b.bytes[i.path], ContentType: "text/plain"}, nil
}

func (i itemObject) Delete() (dbus.ObjectPath, *dbus.Error) {
	i.b.mu.Lock()
	defer i.b.mu.Unlock()
	for account, path := range i.b.items {
		if path == i.path {
			delete(i.b.items, account)
			delete(i.b.bytes, path)
		}
	}
	return noPath, nil
}
