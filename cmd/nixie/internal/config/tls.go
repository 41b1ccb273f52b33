package config

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// TLS says how the line to a server is protected: "auto", "none", or a table.
type TLS struct {
	Mode       imap.TLSMode `toml:"mode"`        // "auto" or "none"
	CA         string       `toml:"ca"`          // a file of certificates (PEM) that alone are trusted
	Cert       string       `toml:"cert"`        // a file with our certificate (PEM), for servers that ask for one
	Key        string       `toml:"key"`         // a file with its key (PEM)
	ServerName string       `toml:"server_name"` // what the certificate must name; default: the host of the url
}

// UnmarshalText reads the short form: "auto" or "none".
func (t *TLS) UnmarshalText(text []byte) error {
	if err := t.Mode.UnmarshalText(text); err != nil || len(text) == 0 {
		return fmt.Errorf(`%q is no protection; write "auto" or "none"`, text)
	}
	return nil
}

// check finds keys that contradict each other.
func (t TLS) check(c *checker) {
	c.word("mode", string(t.Mode), new(imap.TLSMode))
	if t.Mode == imap.TLSNone && (t != TLS{Mode: imap.TLSNone}) {
		c.add("mode", `tls: with mode = "none" nothing else of it has a meaning`)
	}
	if (t.Cert == "") != (t.Key == "") {
		c.add("", "tls: cert and key belong together; give both")
	}
}

// Config returns what crypto/tls needs: TLS 1.2 at least (RFC 8996, RFC 9325
// section 3.1.1), the authorities and our certificate. It reads the files.
func (t TLS) Config() (*tls.Config, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName}
	if t.CA != "" {
		text, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("tls: ca: %w", err)
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("tls: ca: %s holds no certificate in PEM form", t.CA)
		}
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("tls: cert and key: %w", err)
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	return conf, nil
}
