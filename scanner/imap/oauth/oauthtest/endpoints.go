package oauthtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
)

// discovery is OpenID Connect Discovery 1.0 section 4.
func (i *Issuer) discovery(w http.ResponseWriter, r *http.Request) {
	if i.config.Plain {
		http.NotFound(w, r)
		return
	}
	reply(w, http.StatusOK, i.document())
}

// metadata is RFC 8414 section 3.
func (i *Issuer) metadata(w http.ResponseWriter, r *http.Request) {
	if !i.config.Plain {
		http.NotFound(w, r)
		return
	}
	reply(w, http.StatusOK, i.document())
}

// document is what an issuer publishes of itself.
func (i *Issuer) document() map[string]any {
	doc := map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + Authorize, "token_endpoint": i.URL + Token,
		"device_authorization_endpoint":         i.URL + Device,
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
	}
	if !i.config.NoRevocation {
		doc["revocation_endpoint"] = i.URL + Revoke
	}
	return doc
}

// revoke is RFC 7009 section 2: a refresh token ends with all that came of it.
func (i *Issuer) revoke(w http.ResponseWriter, r *http.Request) {
	if !i.knows(r) {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	token := r.Form.Get("token")
	if i.refresh[token] {
		delete(i.refresh, token)
		clear(i.access) // there is one user
	}
	delete(i.access, token)
	w.WriteHeader(http.StatusOK) // also for what is no token, section 2.2
}

// authorize is RFC 6749 section 4.1.1: it asks nobody and lets everybody in.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request) {
	back, err := url.Parse(r.Form.Get("redirect_uri"))
	if err != nil || r.Form.Get("client_id") != ClientID || r.Form.Get("response_type") != "code" ||
		r.Form.Get("code_challenge_method") != "S256" || r.Form.Get("code_challenge") == "" {
		no(w, "invalid_request")
		return
	}
	code := i.secret("code")
	i.codes[code] = r.Form
	back.Path = "/"
	back.RawQuery = url.Values{"code": {code}, "state": {r.Form.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// device is RFC 8628 section 3.1.
func (i *Issuer) device(w http.ResponseWriter, _ *http.Request) {
	code := i.secret("device")
	i.devices[code] = 0
	reply(w, http.StatusOK, map[string]any{
		"device_code": code, "user_code": "WDJB-MJHT", "verification_uri": i.URL + "/enter", "expires_in": 600, "interval": 5,
	})
}

// token is RFC 6749 section 3.2.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	if !i.knows(r) {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	switch r.Form.Get("grant_type") {
	case "authorization_code":
		i.redeem(w, r)
	case "refresh_token":
		i.renew(w, r)
	case "client_credentials":
		if i.config.ClientSecret == "" {
			no(w, "unauthorized_client")
			return
		}
		i.grant(w, r.Form.Get("scope"), "")
	case "urn:ietf:params:oauth:grant-type:device_code":
		i.poll(w, r)
	default:
		no(w, "unsupported_grant_type")
	}
}

// knows checks id and secret, in the header or in the form.
func (i *Issuer) knows(r *http.Request) bool {
	id, secret, ok := r.BasicAuth()
	if ok { // RFC 6749 section 2.3.1: both are form-encoded first
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.Form.Get("client_id"), r.Form.Get("client_secret")
	}
	return id == ClientID && secret == i.config.ClientSecret
}

// redeem takes a code, once, with the verifier that belongs to it.
func (i *Issuer) redeem(w http.ResponseWriter, r *http.Request) {
	request, ok := i.codes[r.Form.Get("code")]
	sum := sha256.Sum256([]byte(r.Form.Get("code_verifier")))
	delete(i.codes, r.Form.Get("code"))
	if !ok || request.Get("redirect_uri") != r.Form.Get("redirect_uri") ||
		request.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		no(w, "invalid_grant")
		return
	}
	i.grant(w, request.Get("scope"), i.secret("refresh"))
}

// renew takes a refresh token and, unless it is kept, replaces it.
func (i *Issuer) renew(w http.ResponseWriter, r *http.Request) {
	old := r.Form.Get("refresh_token")
	if !i.refresh[old] {
		no(w, "invalid_grant")
		return
	}
	if i.config.KeepRefresh {
		i.grant(w, "mail", "")
		return
	}
	delete(i.refresh, old)
	i.grant(w, "mail", i.secret("refresh"))
}

// poll is RFC 8628 section 3.5: slow_down once, then as often as wanted
// authorization_pending.
func (i *Issuer) poll(w http.ResponseWriter, r *http.Request) {
	code := r.Form.Get("device_code")
	n, ok := i.devices[code]
	i.devices[code] = n + 1
	switch {
	case !ok:
		no(w, "invalid_grant")
	case i.config.Pending > 0 && n == 0:
		no(w, "slow_down")
	case n < i.config.Pending:
		no(w, "authorization_pending")
	case i.deviceEnd != "":
		no(w, i.deviceEnd)
	default:
		i.grant(w, "mail", i.secret("refresh"))
	}
}

// grant answers with tokens.
func (i *Issuer) grant(w http.ResponseWriter, scope, refresh string) {
	access := i.secret("access")
	i.access[access] = true
	answer := map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(i.config.Lifetime.Seconds()), "scope": scope,
	}
	if refresh != "" {
		i.refresh[refresh] = true
		claims, _ := json.Marshal(map[string]string{"email": i.config.User})
		answer["refresh_token"] = refresh
		answer["id_token"] = "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".sig"
	}
	reply(w, http.StatusOK, answer)
}

// introspect is RFC 7662, with the token in the address as Dovecot puts it.
func (i *Issuer) introspect(w http.ResponseWriter, r *http.Request) {
	if !i.access[r.Form.Get("token")] {
		reply(w, http.StatusOK, map[string]any{"active": false})
		return
	}
	reply(w, http.StatusOK, map[string]any{"active": true, "email": i.config.User, "username": i.config.User})
}
