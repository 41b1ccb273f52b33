package dovecottest

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// configure writes users, certificate and configuration.
func (s *Server) configure(t testing.TB) {
	t.Helper()
	port, secure := FreePort(t), FreePort(t)
	s.Plain = "127.0.0.1:" + port
	text := general
	if s.config.PlainText {
		text += "ssl = no\n"
		secure = "0"
	} else {
		s.TLS = "127.0.0.1:" + secure
		s.certify(t)
		text += "ssl = yes\nssl_cert = <$DIR/cert.pem\nssl_key = <$DIR/key.pem\n"
	}
	var users strings.Builder
	for _, name := range s.config.Users {
		fmt.Fprintf(&users, "%s:{PLAIN}%s:%d:%d::%s::\n", name, Password, s.uid, s.uid, filepath.Dir(s.Maildir(name)))
	}
	s.write(t, "users", users.String())
	if s.config.Introspect != "" {
		text += oauth2
		s.write(t, "oauth2.conf", strings.ReplaceAll(introspection, "$URL", s.config.Introspect))
	}
	internal, group, login := s.identities(t)
	s.write(t, "dovecot.conf", strings.NewReplacer("$DIR", s.dir, "$UID", fmt.Sprint(s.uid), "$PORT", port, "$SECURE", secure,
		"$INTERNAL", internal, "$GROUP", group, "$LOGIN", login,
		"$SEPARATOR", s.config.Separator, "$PREFIX", s.config.Prefix).Replace(text+s.config.Extra+"\n"))
}

// identities are the users and the group of Dovecot's processes: without root
// all of them are ours.
func (s *Server) identities(t testing.TB) (internal, group, login string) {
	t.Helper()
	if s.uid != os.Getuid() {
		return "dovecot", "dovecot", "dovenull" // as Debian's package creates them
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	mine, err := user.LookupGroupId(me.Gid)
	if err != nil {
		t.Fatal(err)
	}
	return me.Username, mine.Name, me.Username
}

// certify makes the server's certificate.
func (s *Server) certify(t testing.TB) {
	t.Helper()
	server, trust := Certificate(t)
	s.Trust = trust
	key, err := x509.MarshalPKCS8PrivateKey(server.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificates[0].Certificate[0]})))
	s.write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
}

func (s *Server) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// FreePort returns a port of loopback where nobody listens and, as far as a test
// can see to it, nobody will: systems give out no port below 32768 to a client or
// to who asks for any, so it is still free after a server there was shut.
func FreePort(t testing.TB) string {
	t.Helper()
	const first, last = 10_240, 32_767
	for range 1000 {
		port := strconv.Itoa(first + mathrand.IntN(last-first+1))
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatalf("no port from %d to %d is free", first, last)
	return ""
}

const general = `protocols = imap
listen = 127.0.0.1
base_dir = $DIR/base
state_dir = $DIR/state
instance_name = nixie-test
log_path = $DIR/log
default_internal_user = $INTERNAL
default_internal_group = $GROUP
default_login_user = $LOGIN
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
first_valid_uid = $UID
last_valid_uid = $UID
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u $DIR/users
}
userdb {
  driver = passwd-file
  args = username_format=%u $DIR/users
}
service anvil {
  chroot =
  # No delay after a refused sign-in: tests refuse many.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $PORT
  }
  inet_listener imaps {
    port = $SECURE
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
  separator = $SEPARATOR
  prefix = $PREFIX
}
`

const oauth2 = `auth_mechanisms = plain login oauthbearer xoauth2
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = $DIR/oauth2.conf
}
`

const introspection = `introspection_url = $URL
introspection_mode = get
username_attribute = email
username_format = %u
active_attribute = active
active_value = true
`
