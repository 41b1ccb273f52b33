package dsn

// autoSubjects begin the subjects of automatic replies that carry no mark, and
// of nothing else; in lower case.
var autoSubjects = []string{
	"out of office:", "out of office autoreply", "out of office reply", "out of office response", "out of office message", "out of office notification", "out-of-office", "out of office re:",
	"automatic reply", "automated reply", "automated response", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "autorespons", "auto:",
	"automatische antwort", "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesenheitsnachricht", "abwesenheitsassistent", "automatische abwesenheit", // de
	"réponse automatique", "reponse automatique", "absence du bureau", "message d'absence", "notification d'absence", // fr
	"respuesta automática", "respuesta automatica", "respuesta automàtica", "resposta automàtica", "fuera de la oficina:", // es ca
	"resposta automática", "resposta automatica", "ausência temporária", // pt
	"risposta automatica", "messaggio automatico", // it
	"automatisch antwoord", "automatische reactie", "afwezigheidsbericht", "afwezigheidsassistent", // nl
	"autosvar", "automatiskt svar", "automatisk svar", "frånvaromeddelande", "fraværsmelding", "fraværsbesked", // sv da nb
	"automaattinen vastaus", "poissaoloilmoitus", "poissa toimistosta", // fi
	"odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "automatická odpověď", "automatická odpoveď", "samodejni odgovor", "automatski odgovor", "аутоматски одговор", // pl cs sk sl hr sr
	"automatikus válasz", "automatikus üzenet", "răspuns automat", "raspuns automat", "автоматичен отговор", // hu ro bg
	"автоответ", "автоматический ответ", "автоматична відповідь", // ru uk
	"otomatik yanıt", "otomatik cevap", "αυτόματη απάντηση", "automaatvastus", "automātiska atbilde", "automatinis atsakymas", // tr el et lv lt
	"自動応答", "自動返信", "不在通知", "不在応答", "不在のお知らせ", "自动回复", "自動回覆", "自动答复", "自動回復", "자동 회신", "자동회신", "자동 응답", "부재중", "부재 중", // ja zh ko
	"balasan otomatis", "trả lời tự động", "ตอบกลับอัตโนมัติ", "תשובה אוטומטית", "הודעה אוטומטית", "رد تلقائي", "الرد التلقائي", // id vi th he ar
}

// absenceSubjects are the same, but words of daily life, too: the title must
// end with them.
var absenceSubjects = []string{
	"out of office", "out of the office", "vacation", "on vacation", "on holiday", "on leave", "away from the office", "away from my desk", "i am away", "i'm away", "annual leave", "maternity leave", "parental leave",
	"abwesenheit", "abwesend", "ich bin nicht im büro", "nicht im büro", "im urlaub", "urlaub", "ich bin im urlaub", "elternzeit", "mutterschutz",
	"absence", "absent", "absente", "en congé", "en congés", "en vacances", "hors du bureau", "congés",
	"fuera de la oficina", "fuera de oficina", "ausencia", "ausente", "de vacaciones", "vacaciones",
	"fora do escritório", "ausência", "ausência do escritório", "de férias", "em férias", "fora da oficina", "fora de l'oficina",
	"fuori sede", "fuori ufficio", "assente", "assenza", "assenza dall'ufficio", "in ferie", "ferie",
	"afwezig", "afwezigheid", "niet aanwezig", "op vakantie", "met vakantie", "frånvaro", "frånvarande", "semester", "fravær", "på ferie", "ikke på kontoret", "på semester", "poissa", "lomalla", "lomalla - poissa",
	"nieobecność", "nieobecny", "poza biurem", "jestem poza biurem", "urlop", "mimo kancelář", "nepřítomnost", "neprítomnosť", "dovolená", "házon kívül", "szabadságon", "szabadság", "în concediu", "absent din birou", "odsutan", "odsoten",
	"в отпуске", "отпуск", "отсутствие", "нет на месте", "вне офиса", "відпустка", "ofis dışında", "ofis dışındayım", "izindeyim", "εκτός γραφείου", "不在", "外出中", "休暇", "休假", "外出", "不在办公室", "不在辦公室", "휴가", "외근",
}
