//go:build !linux

package mailbox

import "testing"

// asNobody cannot change the user here.
func asNobody(*testing.T) bool { return false }
