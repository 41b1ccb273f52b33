package mailbox

import (
	"bytes"
	"fmt"
)

// foreign are files that people take for mail, or that hold some in a form that is
// not read, by the bytes at which one knows them.
var foreign = []struct {
	at    int
	bytes string
	what  string // and what to do
}{
	// POSIX.1-2017, pax, "ustar Interchange Format": the field magic.
	{257, "ustar", "is a tar archive; unpack it and name the folder, or pack it as zip"},
	// [MS-CFB] section 2.2: the header signature; [MS-OXMSG] section 1.3.3.
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a message of Outlook (.msg), or another file of Office; save the message as .eml"},
	{0, "!BDN", "is a store of Outlook (.pst, .ost); export it as mbox, for instance with readpst"}, // [MS-PST] section 2.2.2.6
	{0, "BZh", "is packed with bzip2; write bunzip2 -c FILE | nixie -"},                             // bzip2 manual, "File format"
	{0, "\xfd7zXZ\x00", "is packed with xz; write xz -dc FILE | nixie -"},                           // The .xz File Format, section 2.1.1.1
	{0, "7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it and name the folder"},                     // 7zFormat.txt, SignatureHeader
	{0, "Rar!\x1a\x07", "is a RAR archive; unpack it and name the folder"},                          // RAR 5.0 archive format, signature
}

// noMail says why a file that begins with head cannot be read.
func noMail(location string, head []byte) error {
	for _, f := range foreign {
		if len(head) > f.at && bytes.HasPrefix(head[f.at:], []byte(f.bytes)) {
			return fmt.Errorf("mailbox: %s %s", location, f.what)
		}
	}
	return fmt.Errorf("mailbox: %s is no mail: it begins neither with a header field nor with a \"From \" line; "+
		"save the message with its header (.eml), or leave the file out", location)
}
