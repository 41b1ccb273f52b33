package oauth

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Hurry makes a client poll without waiting, and returns how long it would
// have waited each time.
func Hurry(c *Client) *[]time.Duration {
	waits := new([]time.Duration)
	c.pause = func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
	return waits
}

// Page is the address of a client's sign-in page.
func Page(c *Client) string {
	return c.page(c.config.known(), "http://localhost:1", "s", "v")
}

// Endpoints are those that a configuration knows without asking, and its scopes.
func Endpoints(c Config) (auth, token, device string, scopes []string) {
	e := c.known()
	return e.auth, e.token, e.device, c.scopes()
}

// Codes are the codes that are known.
func Codes() []string {
	return slices.Sorted(maps.Keys(codes))
}
