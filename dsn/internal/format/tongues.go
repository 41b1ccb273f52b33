package format

import (
	"strings"
	"sync"
)

// In most languages a notice says "not" near "delivered", in whatever words
// between and around. So the two are looked for apart, and no list of all
// sentences is needed: a language more is a line more.

// A tongue is how a language says that something was not done.
type tongue struct {
	name    string
	not     string // words of denial between blanks; one that ends in "-" begins a word
	deliver string // beginnings of words for delivering, handing over, passing on
	hold    string // the same of what can else be denied to a message: found, known, valid, accepted
}

// tongues are written as people write; they are compared as Fold spells.
var tongues = []tongue{
	{"en", "not n't cannot never unable", "deliver relayed forwarded transmitted", "accept found exist reach allowed permitted known"},
	{"de", "nicht kein- konnte", "zugestell zustell ausgeliefer übermittel weitergeleitet überstellt zuzustellen", "angenommen existier gefunden gültig bekannt erreich berechtigt erlaubt vorhanden"},
	{"fr", "pas impossible n'a aucun", "délivr remis remise remettre distribu achemin transmis livr", "accept existe trouv valide joindre autoris connu"},
	{"es", "no imposible ningún", "entreg enviad enviar envió distribuid", "existe encontr acept válid autoriz permit"},
	{"pt", "não impossível nenhum", "entreg enviad enviar", "existe encontr aceit válid autoriz permit"},
	{"it", "non impossibile nessun", "consegn recapit inoltr inviat", "esist trovat accett valid autorizz"},
	{"ca", "no impossible", "lliura lliurat entrega enviar", "existeix trobat accept"},
	{"gl", "non imposible", "entrega entregou enviar", "existe atop"},
	{"eu", "ezin ez", "bidali entregatu banatu", "existitzen aurkitu"},
	{"ro", "nu imposibil n-", "livra livrat trimis transmis", "exist găsit accept valid"},
	{"nl", "niet geen kon", "bezorg afgelever aflever doorgestuurd bestel", "bestaat gevonden geaccepteerd geldig bereik toegestaan"},
	{"sv", "inte ej kunde", "leverer skickas överför", "finns hittas accepter giltig tillåt nå"},
	{"da", "ikke kunne", "lever afsend videresend", "findes fundet accepter gyldig tilladt"},
	{"nb", "ikke kunne", "lever sendes videresend", "finnes funnet godta gyldig tillatt"},
	{"is", "ekki", "afhen sent komið", "til fann gild"},
	{"fi", "ei eivät", "toimit välit perille", "löydy olemassa hyväksy sallit"},
	{"et", "ei", "toimet kohale edasta saadeta", "leitud leidu eksisteeri kehti"},
	{"lv", "nav nevar- neizdev- ne-", "piegād nosūt", "atrast eksist"},
	{"lt", "nebuvo negal- nepavyk- ne-", "pristaty išsiųs perduo", "rast egzist"},
	{"pl", "nie", "dostarcz doręcz przekaz wysłan", "istniej znale przyj dozwol"},
	{"cs", "nebyl- nelze nemoh- nepodařil- není", "doruč odesl předa", "nalez exist přijat platn povolen"},
	{"sk", "nebol- nie nemoh- nemož- nepodaril-", "doruč odosl odovzda", "nájd exist prijat platn"},
	{"sl", "ni ne niso nismo", "dostav posla posredov", "obstaja najden sprejet"},
	{"hr", "nije nisu ne nismo", "dostav isporuč poslat uruč", "postoji pronađ nađen prihvać"},
	{"sr", "није нису не", "достав испоруч послат уруч", "постоји пронађ прихваћ"},
	{"mk", "не", "достав испорач испрат", "постои пронајд"},
	{"bg", "не", "достав изпрат", "съществ намер приет"},
	{"ru", "не нет невозможно", "достав отправлен отправить передан", "существ найден принят действ"},
	{"uk", "не немає неможливо", "доста надісла відправ", "існу знайд прийня"},
	{"be", "не", "дастаў адпраў", "існу знойдз"},
	{"hu", "nem", "kézbesít továbbít elküld célba", "létez található fogad érvény"},
	{"tr", "değil olmadı yapılamadı", "teslim ilet gönder", "geçerli mevcut"},
	{"el", "δεν αδυναμία αδύνατη", "παραδ παράδο σταλ διαβιβ", "υπάρχ βρέθ αποδεκτ"},
	{"sq", "nuk nuk- s'", "dorëz dërgua dërgoh", "ekziston gjend"},
	{"ga", "níor ní níorbh", "seachad seoladh", "ann"},
	{"cy", "ni methu nid", "ddanfon anfon dosbarthu", "bodoli"},
	{"eo", "ne ne-", "liver send", "ekzist trov"},
	{"hy", "չի չհաջողվեց չէր", "առաք ուղարկ", "գտնվ գոյություն"},
	{"ka", "ვერ არ", "მიწოდ მიტან გაიგზავნ ჩაბარ", "არსებ მოიძებნ"},
	{"kk", "емес мүмкін", "жеткіз", "табыл"},
	{"az", "deyil olmadı mümkün", "çatdır göndər", "mövcud tapıl"},
	{"he", "לא אינו", "נמסר נמסרה למסור נשלח", "קיים נמצא"},
	{"ar", "لم لا تعذر يتعذر فشل", "تسليم ارسال إرسال توصيل", "موجود العثور"},
	{"fa", "نشد نشده نمی ناموفق", "تحویل ارسال", "وجود یافت"},
	{"ur", "نہیں", "پہنچا بھیجا", "موجود"},
	{"hi", "नहीं असफल", "वितरित डिलीवर भेजा पहुँच", "मौजूद मिला"},
	{"bn", "না যায়নি", "বিতরণ পাঠানো", "পাওয়া"},
	{"vi", "không chưa", "gửi chuyển phát giao", "tồn tại thấy nhận"},
	{"id", "tidak gagal belum", "terkirim dikirim sampai disampaikan mengirim", "ditemukan ada dikenal"},
	{"ms", "tidak gagal", "dihantar disampaikan menghantar", "dijumpai wujud"},
	{"tl", "hindi", "naihatid maihatid naipadala", "umiiral"},
	{"sw", "haukuweza haikuweza hai-", "kuwasilishwa kufikishwa kutumwa", "haipo"},
	{"af", "nie", "afgelewer gestuur", "bestaan gevind"},
}

// reach is how many bytes may lie between a denial and what it denies: a
// sentence names the message and the recipients between, and letters of other
// scripts have two or three bytes.
const reach = 200

// A denial is a tongue made ready.
type denial struct{ not, deliver, hold []string }

var denials = sync.OnceValue(func() []denial {
	out := make([]denial, len(tongues))
	for i, t := range tongues {
		out[i] = denial{strings.Fields(Fold(t.not + " ")), strings.Fields(Fold(t.deliver)), strings.Fields(Fold(t.hold))}
	}
	return out
})

// undelivered reports whether a folded text says, in a sentence of some
// language, that something was not delivered.
func undelivered(folded string) bool {
	for _, d := range denials() {
		if denied(folded, d.deliver, d.not) {
			return true
		}
	}
	return false
}

// denies reports whether a folded line says that something was not delivered,
// found or accepted.
func denies(folded string) bool {
	for _, d := range denials() {
		if denied(folded, d.deliver, d.not) || denied(folded, d.hold, d.not) {
			return true
		}
	}
	return false
}

var (
	mailNouns = folded(mails)
	// deniedIn wants beginnings of words marked.
	refusals = sync.OnceValue(func() []string {
		out := folded(refused)()
		for i := range out {
			out[i] += "-"
		}
		return out
	})
)

// refusal reports whether a folded text says in a sentence that a message was
// refused.
func refusal(folded string) bool { return denied(folded, mailNouns(), refusals()) }

// Refuses reports whether a folded text says of a message that it was refused,
// not delivered or not accepted.
func Refuses(folded string) bool { return refusal(folded) || denies(folded) }

// denied reports whether one of the words stands in the same sentence as a
// denial.
func denied(s string, words, not []string) bool {
	for _, w := range words {
		for from := 0; ; {
			i := indexWord(s[from:], w)
			if i < 0 {
				break
			}
			i += from
			if deniedIn(sentence(s, i, i+len(w)), not) {
				return true
			}
			from = i + len(w)
		}
	}
	return false
}

// indexWord returns where a word of s begins with w, or -1.
func indexWord(s, w string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], w)
		if i < 0 {
			return -1
		}
		if i += from; i == 0 || glued(w) || !isLetter(s[i-1]) {
			return i
		}
		from = i + len(w)
	}
}

// sentence returns what stands within reach of s[from:to] and in its sentence,
// with a blank at either end. The dots of an address end none.
func sentence(s string, from, to int) string {
	before, after := s[max(0, from-reach):from], s[from:min(len(s), to+reach)]
	for _, end := range []string{". ", ".\n", "! ", "? ", "。"} {
		if i := strings.LastIndex(before, end); i >= 0 {
			before = before[i+len(end):]
		}
		if i := strings.Index(after, end); i >= 0 {
			after = after[:i]
		}
	}
	return " " + before + after + " "
}

func deniedIn(sentence string, not []string) bool {
	for _, n := range not {
		begin, open := strings.CutSuffix(n, "-")
		for from := 0; ; {
			i := strings.Index(sentence[from:], begin)
			if i < 0 {
				break
			}
			i += from
			from = i + len(begin)
			if glued(begin) || (begin == "n't" || !isLetter(sentence[i-1])) && (open || !isLetter(sentence[from])) {
				return true
			}
		}
	}
	return false
}

// glued reports whether a word is of a script that has no blanks between words,
// or puts articles before them without one: all from Hebrew on.
func glued(word string) bool { return word[0] >= 0xd7 }

// isLetter reports whether a byte is part of a word: letters and digits of
// ASCII and whatever is beyond it.
func isLetter(c byte) bool {
	return c >= 0x80 || 'a' <= c && c <= 'z' || digit(c) || c == '_'
}
