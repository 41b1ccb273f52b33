package imap

// TokenHint is tokenHint.
var TokenHint = tokenHint
