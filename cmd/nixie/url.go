package main

import (
	"net/url"
	"strings"
)

// accountUser returns the user in an account's URL, "" if there is none.
func accountUser(source string) string {
	_, rest, _ := strings.Cut(source, "://")
	rest, _, _ = strings.Cut(rest, "/")
	user, err := url.PathUnescape(rest[:max(0, strings.LastIndexByte(rest, '@'))])
	if err != nil {
		return ""
	}
	return user
}

// withoutPassword returns the URL without what may be a password.
func withoutPassword(source string) string {
	scheme, rest, _ := strings.Cut(source, "://")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return source
	}
	user, _, _ := strings.Cut(rest[:at], ":")
	return scheme + "://" + user + rest[at:]
}
