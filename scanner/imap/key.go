package imap

// Keys returns the names of what a URL means, in one spelling: the key under
// which the position of its folder is kept, and that of the account, which is
// the same for all its folders. The error is that of Dial.
func Keys(url string) (folder, account string, err error) {
	p, err := parsePlace(url)
	if err != nil {
		return "", "", err
	}
	return p.key(), p.server(), nil
}
