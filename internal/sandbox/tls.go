package sandbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"time"
)

// gate is the https listener: its certificate is good for this machine and
// signed by an authority of its own, which nobody trusts who was not told to.
type gate struct {
	net.Listener
	faults *faultBook
	root   []byte // the authority's certificate, PEM
	certs  map[string]tls.Certificate
}

// openTLS listens for https beside the plain listener.
func openTLS(ctx context.Context, host string, faults *faultBook) (*gate, error) {
	root, certs, err := certificates()
	if err != nil {
		return nil, fmt.Errorf("make certificates: %w", err)
	}
	ln, err := listen(ctx, net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, err
	}
	return &gate{ln, faults, root, certs}, nil
}

// Accept hands out connections with the certificate that the next tls fault asks
// for: each connection takes one such fault.
func (d *gate) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		form := "good"
		if f := d.faults.take(func(f *fault) bool { return f.Fault == "tls" }); f != nil {
			form = f.Form
		}
		switch form {
		case "cut":
			_ = conn.Close() // cutting is the point
		case "plain":
			return conn, nil
		default:
			return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{d.certs[form]}, MinVersion: tls.VersionTLS12}), nil
		}
	}
}

// TLSURL returns the base of the API over https, or "" where Options.TLS was not set.
func (s *Server) TLSURL() string {
	if s.gate == nil {
		return ""
	}
	return "https://" + s.gate.Addr().String() + "/v1"
}

// RootCertificate returns the certificate, PEM, that a client must trust to trust
// the https listener, or nil where there is none.
func (s *Server) RootCertificate() []byte {
	if s.gate == nil {
		return nil
	}
	return s.gate.root
}

// showTLS is GET /_sandbox/tls.
func (s *Server) showTLS(*call) answer {
	if s.gate == nil {
		return notFound("The sandbox was started without https")
	}
	return ok(map[string]string{"apiUrl": s.TLSURL(), "rootCertificate": string(s.RootCertificate())})
}

// serveTLS serves https until the server is closed.
func (s *Server) serveTLS() {
	s.tls = &http.Server{Handler: s.http.Handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: s.http.ErrorLog}
	s.running.Go(func() { _ = s.tls.Serve(s.gate) }) // ends with ErrServerClosed only
}

// certificates makes the authority and one certificate for each form: good ones
// and ones with a fault.
func certificates() ([]byte, map[string]tls.Certificate, error) {
	now := time.Now()
	here := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tpdesk sandbox authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(1, 0, 0),
	}
	signer, err := newKey(authority, authority, nil)
	if err != nil {
		return nil, nil, err
	}
	good := x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "tpdesk sandbox"}, DNSNames: []string{"localhost"}, IPAddresses: here,
		KeyUsage: x509.KeyUsageDigitalSignature, NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(0, 1, 0),
	}
	expired, elsewhere := good, good
	expired.NotBefore, expired.NotAfter = now.AddDate(-1, 0, 0), now.AddDate(0, 0, -1)
	elsewhere.DNSNames, elsewhere.IPAddresses = []string{"elsewhere.example"}, nil
	certs, errs := map[string]tls.Certificate{}, []error{}
	for form, c := range map[string]*x509.Certificate{"good": &good, "expired": &expired, "wrong-host": &elsewhere} {
		certs[form], err = newKey(c, authority, signer.PrivateKey.(*ecdsa.PrivateKey))
		errs = append(errs, err)
	}
	certs["self-signed"], err = newKey(&good, &good, nil)
	certs[""] = certs["self-signed"]
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signer.Certificate[0]})
	return root, certs, errors.Join(append(errs, err)...)
}

// newKey makes a key and its certificate, signed by signer or by the key itself.
func newKey(c, parent *x509.Certificate, signer *ecdsa.PrivateKey) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	if signer == nil {
		signer = key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
