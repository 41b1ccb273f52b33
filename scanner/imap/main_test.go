package imap_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// A server that says "+" and refuses in one breath leaves the library
		// waiting for another "+" (TestSignInWays, "refused before it is asked").
		// Nothing can wake that goroutine; the session goes on without it.
		goleak.IgnoreTopFunction("github.com/emersion/go-imap/v2/internal/imapwire.(*ContinuationRequest).Wait"))
}
