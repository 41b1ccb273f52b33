package format

import "testing"

// TestDiagnostic shows the shapes of what Exchange says to administrators, in
// several languages.
func TestDiagnostic(t *testing.T) {
	cases := []struct{ words, host, status, reply string }{
		{"#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", "", "", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"},
		{"#< #5.1.1 SMTP; 550 5.1.1 User unknown> #SMTP#", "", "5.1.1", "550 5.1.1 User unknown"},
		{"mx.example.net #<mx.example.net #5.7.1 smtp;550 5.7.1 <a@example.net>... Access denied> #SMTP#", "mx.example.net", "5.7.1", "550 5.7.1 <a@example.net>... Access denied"},
		{"mx.example.net #550 5.4.4 Host lookup failed ##rfc822;a@example.net", "mx.example.net", "", "550 5.4.4 Host lookup failed"},
		{"Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'", "", "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"Remote Server returned '<mx.example.net #5.1.1 smtp;550 5.1.1 User unknown>'", "mx.example.net", "5.1.1", "550 5.1.1 User unknown"},
		{"Remote Server at example.net (192.0.2.25) returned '550 5.4.300 Message expired' 10/14/2025 7:58:27 PM - Remote Server at example.net (192.0.2.25) returned '450 4.4.316 Connection refused'", "example.net", "", "450 4.4.316 Connection refused"},
		{"Remoteserver hat '550 5.1.1 User unknown' zurückgegeben.", "", "", "550 5.1.1 User unknown"},
		{"El servidor remoto devolvió '550 5.1.1 User unknown'", "", "", "550 5.1.1 User unknown"},
		{"Le serveur distant a renvoyé « 550 5.1.1 User unknown »", "", "", "550 5.1.1 User unknown"},
		{"Le serveur distant a renvoyé «\u00a0550 5.1.1 Can't find the user\u00a0»", "", "", "550 5.1.1 Can't find the user"},
		{"リモート サーバーが '550 5.1.1 User unknown' を返しました", "", "", "550 5.1.1 User unknown"},
		{"远程服务器返回“550 5.1.1 User unknown”", "", "", "550 5.1.1 User unknown"},
		{"550 5.2.2 Mailbox full", "", "", "550 5.2.2 Mailbox full"},
	}
	for _, c := range cases {
		var f Found
		if !f.diagnostic(c.words) || f.Host != c.host || f.Status != c.status || f.Reply != c.reply {
			t.Errorf("%q:\n got host %q, status %q, reply %q\nwant host %q, status %q, reply %q", c.words, f.Host, f.Status, f.Reply, c.host, c.status, c.reply)
		}
	}
	for _, words := range []string{"", "The email address you entered couldn't be found.", "Please call 555 0100 for help.", "See https://example.org/550"} {
		if f := (Found{}); f.diagnostic(words) {
			t.Errorf("%q is taken for a diagnosis: %+v", words, f)
		}
	}
}
