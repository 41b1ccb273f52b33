package dsn

import (
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// A list server refuses in a sentence or two that name the list, or who writes
// to it, and say that somebody may not or did not. So there are two lists of
// words, compared as format.Fold spells: Mailman, Sympa, Majordomo, Listserv,
// ezmlm and their translations.
var (
	listNouns = format.Folded(
		"list", "group", "moderator", "subscribers", "liste", "verteiler", "gruppe", "listes", "modérateur", "lista", "grupo", "moderador", "gruppo", "moderatore", "lijst", "groep", "listan", "grupp", "listen", "gruppen", "listalle", "postituslist", "listi", "meililist", "sarakst", "sąraš", "konferenc", "skupin", "levelezőlist", "levelezési list", "grup", "listesi",
		"рассылк", "списк", "списък", "листа", "конференц", "розсилк", "групп", "модератор", "λίστα", "λίστας", "רשימ", "القائمة", "قائمة", "فهرست", "danh sách", "milis", "senarai", "リスト", "列表", "郵寄論壇", "邮件组", "群组", "리스트", "그룹",
	)
	listRefusals = format.Folded(
		"not allowed to post", "not allowed to send", "not authorized to", "not authorised to", "not permitted to", "rejected by the", "been rejected", "was rejected", "was refused", "been refused", "only subscribers", "only members", "only list members", "only moderators", "posting is restricted", "posts by non-members", "non-members are not", "non-member submission", "can't be distributed", "could not be distributed", "cannot be distributed", "posting denied", "denied: sender", "not a member of", "not subscribed to", "must be subscribed", "must be a member", "closed list",
		"nicht berechtigt", "nicht erlaubt", "abgelehnt", "zurückgewiesen", "abgewiesen", "nur mitglieder", "nur abonnenten", "nicht verteilt", "kein mitglied", "nicht eingetragen", // de
		"pas autorisé", "rejeté", "refusé", "seuls les abonnés", "seuls les membres", "réservée aux abonnés", "pas été distribué", "pas pu être diffusé", "pas été diffusé", "pas abonné", // fr
		"no está autorizad", "no tiene permiso", "rechazad", "sólo los", "solo los", "únicamente los", "no ha podido ser distribuido", "no es miembro", "no está suscrit", // es
		"não está autorizad", "não tem permissão", "rejeitad", "recusad", "apenas membros", "somente membros", "só membros", "não é membro", "não está inscrit", "apenas assinantes", // pt
		"non è autorizzat", "non sei autorizzat", "respint", "rifiutat", "solo gli iscritti", "soli iscritti", "solo i membri", "non è iscritt", "non sei iscritt", "no esteu autoritzat", "rebutjat", // it ca
		"niet toegestaan", "geweigerd", "afgewezen", "alleen leden", "alleen abonnees", "geen lid van", "niet geabonneerd", // nl
		"avvisat", "avvisad", "endast medlemmar", "bara medlemmar", "inte medlem", "ikke tilladelse", "afvist", "kun medlemmer", "ikke medlem", "avvist", "ikke tillatelse", // sv da nb
		"hylätty", "hylättiin", "vain jäsenet", "vain listan", "et ole", "ei ole oikeutta", "lükati tagasi", "ainult liikme", "noraidīt", "atmest", "tik nariai", // fi et lv lt
		"odrzucon", "nie masz uprawnień", "tylko dla członków", "tylko członkowie", "tylko subskrybenci", "nie jesteś", // pl
		"odmítnut", "zamítnut", "jen přihlášení", "pouze členové", "pouze přihlášen", "nejste", "odmietnut", "zamietnut", "iba členovia", "len prihlásen", "nie ste", // cs sk
		"zavrnjen", "samo člani", "samo naročniki", "odbijen", "odbačen", "samo članovi", "samo pretplat", "nemate dozvolu", "одбијен", "само чланови", // sl hr sr
		"elutasít", "visszautasít", "csak tagok", "csak a tagok", "csak feliratkozott", "nem tagja", "respins", "doar membrii", "doar abonații", "nu sunteți", // hu ro
		"reddedil", "yalnızca üyeler", "sadece üyeler", "üyesi değil", "απορρίφθηκε", "μόνο τα μέλη", "μόνο μέλη", "μόνο συνδρομητ", // tr el
		"отклонен", "отвергнут", "только подписчики", "только для подписчиков", "только участники", "не подписан", "не являетесь", "нет прав", "відхилен", "лише учасники", "тільки підписники", "отхвърлен", "само членове", "само абонирани", // ru uk bg
		"נדחת", "רק חברי", "رفض", "فقط الأعضاء", "رد شد", "فقط اعضا", "bị từ chối", "chỉ thành viên", "ditolak", "hanya anggota", "hanya ahli", // he ar fa vi id ms
		"拒否", "会員のみ", "メンバーのみ", "メンバーではありません", "拒绝", "拒絕", "只有成员", "仅限成员", "不是成員", "거부", "회원만", // ja zh ko
	)
)

// readListRefusal fills rep if a list server refuses a message for good, and
// reports whether it does. The list is the recipient.
//
//	You are not allowed to post to this mailing list, and your message has been
//	automatically rejected.
func readListRefusal(m *message, rep *Report) bool {
	if !fromListServer(m.Header) || m.fromPerson(rep.Text) {
		return false
	}
	own := ownWords(rep.Text)
	words := listRefusal(own)
	if words == "" || !format.Refuses(format.Fold(rep.Subject+"\n"+own[:min(len(own), maxHeld)])) { // the latter: it only tells its rules
		return false
	}
	list := m.refusingList(rep, words)
	r := Recipient{Address: list, Action: ActionFailed}
	r.listen(words)
	rep.Format, rep.Kind = "list", Bounce
	rep.Recipients = append(rep.Recipients, r)
	return true
}

// listRefusal returns the first paragraph of text in which a list refuses, and
// the next, if the reason follows there; else "".
func listRefusal(text string) string {
	said := ""
	for p := range paragraphs(text) {
		folded := format.Fold(plainWords(p))
		switch {
		case said != "":
			return shorten(said+" "+p, maxRemark)
		case !listNouns.In(folded) || !listRefusals.In(folded):
		case strings.HasSuffix(p, ":"):
			said = p
		default:
			return shorten(p, maxRemark)
		}
	}
	return shorten(said, maxRemark)
}

// refusingList returns the address of the list that refuses: that to which the
// returned message went, or whom the words of refusal name, or whose role wrote,
// or the one that the rest of the text names.
func (m *message) refusingList(rep *Report, words string) string {
	if to := rep.Original.recipients(); len(to) == 1 {
		return to[0]
	}
	if quoted, _ := readFields([]byte(format.Quoted(rep.Text)), nil); quoted != nil {
		if to := cleanAddress(quoted.Get("To")); isAddress(to) {
			return to
		}
	}
	a := author(m.Header)
	if near := strangers(words, m.Header); len(near) == 1 && domainOf(near[0]) == domainOf(a) && listAddress(near[0]) == near[0] {
		return near[0]
	}
	if list := listAddress(a); list != a {
		return list
	}
	for _, named := range strangers(ownWords(rep.Text), m.Header) {
		if listAddress(named) == named {
			return named
		}
	}
	if hasAnyPrefix(strings.ToLower(a), listRobots) { // these are no list
		return ""
	}
	return a
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
