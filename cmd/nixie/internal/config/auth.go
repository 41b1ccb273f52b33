package config

import "fmt"

// Auth says how an account signs in.
type Auth struct {
	Type AuthType `toml:"type"` // PasswordAuth or OAuth2; PasswordAuth also if empty

	PasswordCmd  string `toml:"password_cmd"`  // a shell command that prints it
	PasswordFile string `toml:"password_file"` // a file that holds it
	PasswordEnv  string `toml:"password_env"`  // an environment variable that holds it

	PasswordKeyring string `toml:"password_keyring"` // the user name of its entry in the system's keyring

	OAuth2
}

// AuthType is a way to sign in.
type AuthType string

// The ways to sign in.
const (
	PasswordAuth    AuthType = "password"
	OAuth2Auth      AuthType = "oauth2"
	CertificateAuth AuthType = "certificate" // that of tls.cert is all (SASL EXTERNAL, RFC 4422 appendix A)
)

// UnmarshalText accepts the ways that there are.
func (t *AuthType) UnmarshalText(text []byte) error {
	switch v := AuthType(text); v {
	case PasswordAuth, OAuth2Auth, CertificateAuth:
		*t = v
		return nil
	}
	return fmt.Errorf(`%q is no way to sign in; write "password", "oauth2" or "certificate"`, text)
}

// Password says where the password is kept.
func (a Auth) Password() Secret {
	return Secret{Key: "password", Cmd: a.PasswordCmd, File: a.PasswordFile, Env: a.PasswordEnv, Keyring: a.PasswordKeyring}
}

// check finds keys that contradict each other.
func (a Auth) check(c *checker) {
	c.word("type", string(a.Type), new(AuthType))
	a.Password().check(c, "auth: ")
	a.ClientSecret().check(c, "auth: ")
	switch {
	case a.Type != "" && a.Type != PasswordAuth && a.Password().given():
		c.add("type", `auth: type = %q needs no password; take it out, or write type = "password"`, a.Type)
	case a.Type == OAuth2Auth:
		a.OAuth2.check(c)
	case a.OAuth2.set():
		c.add("", `auth: keys of OAuth2 stand here; write type = "oauth2", too`)
	}
}

// set reports whether any key is given.
func (a Auth) set() bool { return a.Type != "" || a.Password().given() || a.OAuth2.set() }
