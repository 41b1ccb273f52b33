// Package oauth gets the access tokens with which an IMAP server is signed in
// to: from Google, from Microsoft 365, from any issuer that speaks OAuth 2.0.
//
//	client, err := oauth.New(oauth.Config{Provider: oauth.Google, ClientID: id, ClientSecret: secret}, oauth.NewFile(path))
//	grant, err := client.Login(ctx, oauth.Prompt{Browse: show}) // once, with a person
//	token, err := client.Token(ctx, false)                      // for years, without
//
// It follows RFC 6749 (OAuth 2.0), RFC 7636 (PKCE, always S256), RFC 8252
// (native apps: the browser comes back to a port on loopback), RFC 8628 (device
// flow), RFC 7009 (revocation, by Logout), and OpenID Connect Discovery 1.0 or,
// where an issuer has only that, RFC 8414. How the token is shown to the mail
// server, RFC 7628, is the matter of package imap.
//
// # Leniency
//
// An issuer may leave out the lifetime of a token; it is then used until the
// server refuses it. A refresh token that is not replaced is kept. What an
// issuer says in a refusal is looked up by any code that it holds, also one
// that stands only in the prose, as Microsoft's AADSTS codes do.
//
// # Secrets
//
// Tokens, codes and client secrets appear in no error, in no String and under
// no verb of package fmt; see [Secret]. A token file that others can read is
// refused. Logout removes the local token in every case, and says what the issuer
// was not told. Nothing is sent without TLS, except on loopback, and never to an
// address that an answer redirects to. A refresh token goes only to the issuer,
// and for the client id, that it came from.
//
// # Limits
//
// Every exchange with the issuer ends within Config.Timeout, an answer has at
// most 256 KiB, a sign-in by a person takes at most 15 minutes.
package oauth
