package dsn

import "strings"

// listRefusals are words by which list servers refuse a message, in lower
// case. Mailman, Sympa, Majordomo, Listserv, ezmlm.
var listRefusals = []string{
	"not allowed to post to this mailing list", "not allowed to post to this list", "has been rejected by the list moderator", "rejected by the list moderator", "message was rejected by the moderator", "has been rejected by the moderator", "was rejected by a moderator",
	"not authorized to post to the", "not authorised to post to the", "you are not authorized to send mail to the", "only subscribers may post", "only members may post", "only subscribers can post", "posting is restricted to", "posts by non-members", "non-members are not allowed to post", "non-member submission", "message has been rejected by the list",
	"can't be distributed to the list", "could not be distributed to the list", "no ha podido ser distribuido", "n'a pas pu être diffusé", "wurde vom moderator abgelehnt", "sie sind nicht berechtigt, an diese liste", "vous n'êtes pas autorisé à envoyer un message",
}

// readListRefusal fills rep if a list server refuses a message for good, and
// reports whether it does. The list is the recipient.
//
//	You are not allowed to post to this mailing list, and your message has been
//	automatically rejected.
func readListRefusal(m *message, rep *Report) bool {
	if !fromListServer(m.Header) || m.fromPerson(rep.Text) {
		return false
	}
	words := paragraphWith(ownWords(rep.Text), listRefusals)
	if words == "" {
		return false
	}
	list := ""
	if to := rep.Original.recipients(); len(to) == 1 {
		list = to[0]
	} else if a := author(m.Header); !hasAnyPrefix(strings.ToLower(a), listRobots) { // one of these is no list
		list = listAddress(a)
	}
	r := Recipient{Address: list, Action: ActionFailed}
	r.listen(words)
	rep.Format, rep.Kind = "list", Bounce
	rep.Recipients = append(rep.Recipients, r)
	return true
}

// fromListServer reports whether a list server sent the message in its own
// name. List-Id and X-Loop stand in what its members write, too.
func fromListServer(h Header) bool {
	if isMailer(h.Get("From")) {
		return false // what a mail system says of lists, it says in a format of its own
	}
	if fromProgram(h) || strings.EqualFold(h.Get("X-List-Administrivia"), "yes") { // the latter: Mailman 2
		return true
	}
	return listAddress(author(h)) != author(h) || containsAny(strings.ToLower(h.Get("From")), listRobots)
}

// listRobots are addresses of list servers that manage many lists.
var listRobots = []string{"sympa@", "listserv@", "majordomo@", "mailman@", "listmaster@"}

// listRoles are what list servers put behind the name of a list.
var listRoles = []string{"-bounces", "-owner", "-request", "-admin", "-help", "-return", "-noreply"}

// listAddress returns the address of the list from one of its roles:
// "news-owner@example.org" is "news@example.org".
func listAddress(a string) string {
	local, domain, ok := strings.Cut(a, "@")
	if !ok {
		return a
	}
	for _, role := range listRoles {
		if name, ok := strings.CutSuffix(local, role); ok && name != "" {
			return name + "@" + domain
		}
	}
	if name, ok := strings.CutPrefix(local, "owner-"); ok && name != "" {
		return name + "@" + domain
	}
	return a
}
