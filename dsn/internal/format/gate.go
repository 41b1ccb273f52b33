package format

import "strings"

// A person who forwards a notice, and a list on which people talk about
// notices, send the same words as the program itself. So most formats speak
// only of messages that a program sent.

// automatic reports whether the header shows that a program sent the message.
func (p *Page) automatic() bool {
	if p.daemon() {
		return true
	}
	subject := strings.ToLower(strings.TrimSpace(p.field("Subject")))
	if startsWith(subject, answered) {
		return false
	}
	auto := strings.ToLower(p.field("Auto-Submitted"))
	return p.field("X-Failed-Recipients") != "" ||
		auto != "" && !strings.HasPrefix(auto, "no") ||
		strings.TrimSpace(p.field("Return-Path")) == "<>" ||
		strings.TrimSpace(p.field("From")) == "" ||
		p.failure()
}

// failure reports whether the subject says that a message was not delivered.
func (p *Page) failure() bool {
	subject := strings.ToLower(p.field("Subject"))
	return containsAny(subject, failed) || containsAny(subject, titles)
}

// daemon reports whether the message comes from a mail system by its name.
func (p *Page) daemon() bool {
	return containsAny(strings.ToLower(p.field("From")), daemons) ||
		containsAny(strings.ToLower(p.field("Return-Path")), daemons[:2])
}

// answered are the marks of an answer or a forwarded message in the subject.
// WG AW: German; TR: French; RV: Spanish; SV VS: Swedish, Danish, Norwegian,
// Finnish; ANTW: Dutch; I R: Italian; ODP PD: Polish; ENC RES: Portuguese;
// YNT ILT: Turkish.
var answered = []string{
	"re:", "re :", "fw:", "fwd:", "wg:", "aw:", "tr:", "tr :", "rv:", "sv:", "vs:", "vb:",
	"antw:", "doorst:", "i:", "r:", "odp:", "pd:", "enc:", "res:", "ynt:", "ilt:", "i̇lt:",
	"回复", "答复", "转发", "回覆", "轉寄", "[fwd:",
}

// daemons are the names by which mail systems sign.
var daemons = []string{
	"mailer-daemon", "mailerdaemon", "mailer_daemon", "mailer daemon", "mail-daemon", "mdaemon@",
	"postmaster", "post_master", "mail delivery", "mail.delivery", "maildelivery", "mail deliver",
	"delivery subsystem", "delivery system", "system administrator", "systemadministrator",
	"microsoftexchange", "mail administrator", "mail system", "mailsystem", "mail server",
	"mailserver", "mail router", "mailmaster", "internet mail", "ndr ", "interscan",
	"daemon@", "mailer@", "systemadmin", "administrateur syst", "administrador del sistema",
	"administrador do sistema", "amministratore sistema", "systeembeheerder", "почтовая система",
	"システム管理者", "系统管理员", "系統管理員", "시스템 관리자",
}

// titles are words that make a subject that of a notice, in lower case, but
// say nothing in a text.
var titles = []string{
	"delivery status", "mail delivery", "message delivery", "delivery notification", "delivery report", "returned mail",
	"mail error", "mail system error", "[bounce]", "warning: message ", "warning: could not send",
}

// failed are words by which subjects and texts of notices are known, in lower
// case.
var failed = []string{
	"undeliver", "undelivarable", "delivery fail", "delivery has failed", "failed delivery",
	"failure notice", "returned to sender", "returning message to sender",
	"could not be delivered", "not be delivered",
	"not delivered", "delivery error", "delivery problem", "nondeliverable", "non-deliver",
	"unable to deliver", "mail failure", "delivery delay", "delayed mail",
	"delivery is delayed", "message delayed", "delivery incomplete", "rejected:", "user unknown", "bounced mail",
	"error sending your mail", "problem delivering", "trouble delivering",
	"unzustellbar", "nicht zugestellt", "unzustellbarkeit", "zustellung fehlgeschlagen", "übermittlung", // de
	"non remis", "échec de la remise", "non délivr", "remise a échoué", "non distribu", "échec de remise", // fr
	"no se puede entregar", "no entregado", "no se pudo entregar", "no se entreg", "error de entrega", // es
	"recapitat", "recapito", "mancata consegna", "impossibile consegnare", "non consegna", // it
	"onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "kan niet worden afgeleverd", // nl
	"não entregue", "não é possível entregar", "não pôde ser entregue", "falha na entrega", "não entregável", // pt
	"går inte att leverera", "kan inte levereras", "kunne ikke leveres", "kan ikke leveres", "ikke leveret", // sv da nb
	"uleverbar", "olevererbar", "kan ej levereras", "toimittaminen epäonnistui", "ei voi toimittaa", "toimittamatta",
	"niedostarczal", "niedostarczon", "nie można dostarczyć", "nedoručiteln", "nedoručen", "nelze doručit", // pl cs
	"недоставлен", "не доставлен", "не может быть доставлен", "недоставляем", "не удается доставить", // ru
	"teslim edilem", "teslim edileme", "kézbesíthetetlen", "μη παραδόσιμ", // tr hu el
	"配信不能", "配信できません", "送信エラー", "送信できません", "不達", "メールをお届け", "エラーメール", "配信失敗", // ja
	"退信", "无法投递", "未送达", "無法傳遞", "无法送达", "投递失败", "系統退信", "未傳遞", // zh
	"배달되지 않음", "배달할 수 없", "전송 실패", "반송", "전달되지", // ko
}

// containsAny reports whether s contains one of the words.
func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
