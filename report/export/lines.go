package export

// plain is for shells.
var plain = Preset{
	Name:  "plain",
	About: "one address a line, for scripts",
	How:   "grep -vixFf FILE list.txt prints the list without these addresses.",
	Files: []File{{Ext: "txt", both: true}},
}

// phplist is for the page "suppression list" of phpList 3, where a super
// administrator pastes addresses, one a line; what surrounds an address is cut
// off, and the rest is compared as it is. PHP takes 8 MB in a form unless told
// otherwise (post_max_size, https://www.php.net/manual/en/ini.core.php), and "@"
// and line ends grow to three times their size on the way.
var phplist = Preset{
	Name:  "phplist",
	About: "phpList 3: the suppression list",
	How: "As a super administrator open the page ?page=suppressionlist, leave \"Make suppression permanent\" ticked, " +
		"paste the lines and press Continue.",
	Source: "https://github.com/phpList/phplist3/blob/main/public_html/lists/admin/suppressionlist.php",
	Doubt:  "The page has no documentation but its source.",
	Files:  []File{{Ext: "txt", MaxBytes: 4 << 20, both: true}},
}

// sympa is the standard input of `sympa del`, which Sympa has since 6.2.67b.2.
// Lines that begin with "#" are notes there.
var sympa = Preset{
	Name:   "sympa",
	About:  "Sympa: members to delete from a list",
	How:    "sympa del list@lists.example.org < FILE; the members get no notice unless --notify is given.",
	Source: "https://manpages.ubuntu.com/manpages/questing/man1/sympa-del.1.html",
	Files:  []File{{Ext: "txt", comment: "#", both: true}},
}

// mailman is the file of `mailman delmembers` of Mailman 3, and of
// `remove_members` of Mailman 2. Lines that begin with "#" are notes.
var mailman = Preset{
	Name:  "mailman",
	About: "Mailman 3 and 2: members to delete from a list",
	How: "Mailman 3: mailman delmembers --file FILE --list list@lists.example.org --no-goodbye-msg --no-admin-notify. " +
		"Mailman 2: remove_members --file=FILE --nouserack --noadminack list, or paste the lines under Mass Removal and answer no to both questions. " +
		"Without these options a farewell goes to each dead address, and its bounce comes back, and the owners get a notice for each.",
	Source: "https://docs.mailman3.org/projects/mailman/en/latest/src/mailman/commands/docs/delmembers.html",
	Files:  []File{{Ext: "txt", comment: "#", both: true}},
}
