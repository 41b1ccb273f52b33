package dsn

import "github.com/nixie-mail/nixie/dsn/internal/format"

// The words of requests to leave a list: en de fr es pt it nl sv da nb fi pl cs hu ru
// uk tr, then ja zh ko. None of those that lead or follow is a "not", a "why" or an
// "if", in any of these languages.

// requests are what is asked.
var requests = format.Folded(
	"unsubscribe", "unsubscribe me", "remove me", "delete me", "take me off", "opt me out", "remove my address", "remove my email", "remove my email address", "remove my e-mail", "remove my e-mail address", "delete my address", "delete my email address",
	"be removed from", "be taken off", "be unsubscribed", "stop sending me", "stop emailing me", "do not email me again", "don't email me again", "no longer wish to receive", "no longer want to receive", "want no more mail", "want no more mails",
	"mich aus dem verteiler", "mich aus ihrem verteiler", "mich aus eurem verteiler", "mich von der liste", "mich aus der liste", "mich von ihrer liste", "mich aus der mailingliste", "mich vom newsletter", "mich von der mailingliste", "möchte keine mails mehr", "möchte keine e-mails mehr", "möchte keine emails mehr", "möchte keine weiteren mails", "will keine mails mehr", "will keine e-mails mehr", "möchte keinen newsletter mehr", "will keinen newsletter mehr", "schicken sie mir keine mails mehr", "senden sie mir keine mails mehr", "senden sie mir keine e-mails mehr",
	"melden sie mich vom newsletter ab", "tragen sie mich aus", "tragt mich aus", "trag mich aus", "meine adresse aus ihrem", "meine adresse aus dem", "meine e-mail-adresse aus ihrem", "meine e-mail-adresse aus dem",
	"me désabonner", "me désinscrire", "me retirer de", "désabonnez-moi", "désinscrivez-moi", "retirez-moi de", "ne souhaite plus recevoir", "ne veux plus recevoir", "ne désire plus recevoir", "supprimer mon adresse", "supprimez mon adresse", "retirer mon adresse",
	"solicito la baja", "solicito mi baja", "pido la baja", "ruego la baja", "darme de baja", "denme de baja", "deme de baja", "dar de baja mi", "no deseo recibir más", "no quiero recibir más", "no deseo seguir recibiendo", "eliminen mi correo", "eliminar mi correo", "cancelar mi suscripción",
	"me remover da", "me remover de", "remova-me", "removam-me", "me remova", "remover meu e-mail", "remover meu email", "não quero mais receber", "não desejo mais receber", "cancelar minha inscrição", "cancelar minha assinatura",
	"cancellarmi", "cancellatemi", "disiscrivermi", "rimuovermi", "rimuovetemi", "non desidero più ricevere", "non voglio più ricevere", "cancellare il mio indirizzo",
	"mij uitschrijven", "mij uit te schrijven", "schrijf mij uit", "meld mij af", "mij af te melden", "mij van de lijst halen", "mij van de mailinglijst halen", "wil geen mails meer ontvangen", "wil geen e-mails meer ontvangen",
	"avregistrera mig", "ta bort mig från", "vill inte ha fler", "afmeld mig", "fjern mig fra", "fjern meg fra", "meld meg av", "poistakaa minut", "poistakaa osoitteeni",
	"proszę o wypisanie", "proszę mnie wypisać", "wypiszcie mnie", "proszę o usunięcie mojego adresu", "nie chcę otrzymywać", "odhlaste mě", "odhlásit mě", "vyřaďte mě", "nepřeji si dostávat", "nechci dostávat", "iratkoztassanak le", "töröljenek a listáról", "nem kérek több",
	"отпишите меня", "отписать меня", "удалите мой адрес", "удалите меня", "удалить меня", "исключите меня", "исключить меня", "не хочу получать", "больше не хочу получать", "не желаю получать", "видаліть мене", "відпишіть мене",
	"listeden çıkarın", "listenizden çıkarın", "aboneliğimi iptal edin", "aboneliğimi iptal etmek istiyorum", "mail almak istemiyorum", "e-posta almak istemiyorum",
)

// requestLeads lead to it.
var requestLeads = format.Folded(
	"please", "pls", "plz", "kindly", "just", "i", "we", "would", "like", "want", "wish", "you", "to", "can", "could", "and",
	"bitte", "nehmen", "nehmt", "nimm", "streichen", "streicht", "löschen", "lösche", "löscht", "entfernen", "entferne", "entfernt", "sie", "ich", "möchte", "hiermit", "und",
	"merci", "bien", "vouloir", "veuillez", "s'il", "vous", "plaît", "plait", "svp", "je", "souhaite", "voudrais", "désire", "j'aimerais",
	"por", "favor", "solicito", "ruego", "quiero", "quisiera", "deseo", "quero", "gostaria", "de", "desejo", "peço",
	"vi", "prego", "di", "vorrei", "desidero", "chiedo", "per", "favore", "graag", "wilt", "u", "wil", "ik", "gelieve", "aub", "alstublieft", "verzoeke",
	"vänligen", "snälla", "jag", "venligst", "vennligst", "jeg", "ystävällisesti", "proszę", "prosím", "chci", "kérem", "szeretném",
	"пожалуйста", "прошу", "я", "прошу вас", "будь", "ласка", "lütfen", "artık", "sizden", "beni", "bu",
)

// requestTails follow it.
var requestTails = format.Folded(
	"me", "my", "address", "email", "e-mail", "emails", "e-mails", "mail", "mails", "mailing", "mailings", "from", "off", "your", "the", "this", "these", "those", "all", "any", "further", "future", "more", "list", "lists", "newsletter", "newsletters", "distribution", "database", "subscription", "subscriptions", "messages", "please", "thanks", "thank", "you", "now", "immediately", "asap", "again", "anymore", "it", "them", "to", "today",
	"bekommen", "erhalten", "empfangen", "von", "ihnen", "euch", "aus", "dem", "der", "ihrem", "ihrer", "eurem", "verteiler", "liste", "mailingliste", "newsletters", "ab", "abmelden", "austragen", "danke", "vielen", "dank", "heraus", "raus", "löschen", "streichen", "nehmen", "entfernen", "sofort", "bitte",
	"de", "du", "la", "le", "les", "des", "cette", "votre", "vos", "lettre", "diffusion", "d'envoi", "d'information", "courriels", "courriel", "publicités", "merci", "svp", "adresse", "fichier", "fichiers",
	"del", "el", "su", "sus", "esta", "estos", "lista", "boletín", "boletines", "correos", "correo", "mensajes", "electrónico", "electrónicos", "suscripción", "gracias", "da", "do", "sua", "seu", "seus", "suas", "boletim", "mensagens", "obrigado", "obrigada", "estes", "esses", "inmediata", "inmediato", "y", "supresión", "eliminación", "borrado", "mis", "datos", "personales",
	"dalla", "dal", "dalle", "vostra", "vostro", "vostre", "elenco", "messaggi", "comunicazioni", "grazie", "van", "voor", "het", "deze", "uw", "jullie", "lijst", "mailinglijst", "maillijst", "nieuwsbrief", "nieuwsbrieven", "bedankt", "aub", "alstublieft",
	"från", "fra", "er", "era", "din", "denne", "den", "denna", "deres", "listan", "listen", "mailinglista", "mailinglisten", "maillisten", "nyhetsbrev", "nyhetsbrevet", "nyhedsbrev", "nyhedsbrevet", "mejl", "utskick", "tack", "takk", "tak", "listalta", "postituslistalta", "listaltanne", "kiitos",
	"mnie", "z", "listy", "newslettera", "waszej", "tej", "mailingowej", "bazy", "subskrypcji", "dziękuję", "więcej", "maili", "e-maili", "wiadomości", "ze", "seznamu", "odběru", "newsletteru", "vaše", "vašeho", "e-maily", "emaily", "maily", "další", "děkuji", "databáze", "hírlevélről", "listáról", "levelet", "e-mailt", "hírlevelet", "köszönöm",
	"от", "из", "вашей", "вашего", "этой", "рассылки", "рассылок", "списка", "базы", "ваши", "письма", "вашу", "рассылку", "больше", "спасибо", "писем", "подписчиков", "з", "із", "розсилки", "вашої", "списку", "від", "дякую", "teşekkürler",
)

// asianRequests are what is asked where no blank stands between words, at the end of
// a sentence, and asianLeads all that may stand before it.
var (
	asianRequests = format.Folded(
		"配信停止をお願いします", "配信停止をお願いいたします", "配信停止をお願い致します", "配信の停止をお願いします", "配信の停止をお願いいたします", "配信停止を希望します", "配信停止を希望いたします", "配信を停止してください", "配信を停止して下さい", "購読を解除してください", "退会を希望します", "退会したいです", "退会をお願いします",
		"请退订", "請退訂", "取消我的订阅", "取消我的訂閱", "不要再发邮件给我", "不要再给我发邮件", "不要再发邮件", "不要再寄信給我",
		"수신거부 합니다", "수신거부합니다", "구독 취소해 주세요", "구독 취소해주세요", "구독을 취소해 주세요", "메일을 보내지 마세요", "메일을 그만 보내주세요", "수신을 원하지 않습니다",
	)
	asianLeads = format.Folded("メールマガジンの", "メルマガの", "ニュースレターの", "メールの", "今後の", "今後、", "今後", "貴社の", "御社の", "请", "請", "더 이상", "이제", "앞으로")
)

// courtesies begin a greeting, thanks or an end.
var courtesies = format.Folded(
	"hi", "hello", "hey", "dear", "good", "thanks", "thank", "regards", "best", "kind", "cheers", "sincerely", "yours", "sent", "get", "many",
	"hallo", "guten", "sehr", "liebe", "lieber", "danke", "vielen", "besten", "mit", "mfg", "viele", "herzliche", "freundliche", "gesendet", "von",
	"bonjour", "bonsoir", "madame", "monsieur", "merci", "cordialement", "salutations", "envoyé", "hola", "buenos", "buenas", "estimado", "estimada", "estimados", "gracias", "saludos", "atentamente", "enviado", "olá", "prezado", "prezados", "bom", "boa", "obrigado", "obrigada", "atenciosamente",
	"ciao", "buongiorno", "buonasera", "gentile", "gentili", "salve", "grazie", "cordiali", "distinti", "inviato", "beste", "geachte", "goedemorgen", "dank", "bedankt", "met", "hej", "hei", "med", "tack", "takk", "tak", "mvh", "kiitos", "terveisin",
	"dzień", "witam", "szanowni", "dziękuję", "pozdrawiam", "dobrý", "vážení", "děkuji", "pozdravem", "tisztelt", "köszönöm", "üdvözlettel", "здравствуйте", "добрый", "спасибо", "с", "дякую", "merhaba", "sayın", "teşekkürler", "saygılarımla",
)
