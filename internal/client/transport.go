package client

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// newHTTP makes an HTTP client that follows no redirect: a 307 would send a POST twice and hand the token to another
// host, a 302 would turn it into a GET whose 200 says nothing.
func newHTTP(t *http.Transport) *http.Client {
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func readTransport(l Limits, conf *tls.Config) *http.Transport {
	dialer := &net.Dialer{Timeout: l.Connect}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        secure(conf),
		TLSHandshakeTimeout:    l.Connect,
		ResponseHeaderTimeout:  l.Headers,
		MaxResponseHeaderBytes: l.Header,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        60 * time.Second,
		ForceAttemptHTTP2:      true,
	}
}

// writeTransport opens a connection for each write and closes it after. Go's transport sends a request again by itself
// when a connection that was used before turns out to be closed, and HTTP/2 does so after GOAWAY or REFUSED_STREAM; on
// a fresh HTTP/1.1 connection it never does. Writes are rare, so the handshake costs little.
func writeTransport(l Limits, conf *tls.Config) *http.Transport {
	t := readTransport(l, conf)
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return t
}

func secure(conf *tls.Config) *tls.Config {
	if conf == nil {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.MinVersion = max(conf.MinVersion, tls.VersionTLS12)
	return conf
}

// untrusted reports whether the server's certificate is the trouble, which no repeat mends.
func untrusted(err error) bool {
	var bad *tls.CertificateVerificationError
	return errors.As(err, &bad)
}
