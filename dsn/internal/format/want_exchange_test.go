package format

import "maps"

func init() { maps.Copy(want, wantExchange) }

// wantExchange is what Exchange says in the languages of Microsoft: first with
// diagnostic information for administrators, then to people only.
var wantExchange = map[string]string{
	"exchange/06": `
to=ann@de.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@de.example.net | reply=552 5.2.2 <bob@de.example.net>: mailbox is full
`,
	"exchange/07": `
to=ann@fr.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@fr.example.net | host=mx.fr.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/08": `
to=ann@es.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@es.example.net | reply=552 5.2.2 <bob@es.example.net>: mailbox is full
`,
	"exchange/09": `
to=ann@it.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@it.example.net | reply=552 5.2.2 <bob@it.example.net>: mailbox is full
`,
	"exchange/10": `
to=ann@nl.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@nl.example.net | host=mx.nl.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/11": `
to=ann@pl.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@pl.example.net | reply=552 5.2.2 <bob@pl.example.net>: mailbox is full
`,
	"exchange/12": `
to=ann@pt.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@pt.example.net | reply=552 5.2.2 <bob@pt.example.net>: mailbox is full
`,
	"exchange/13": `
to=ann@sv.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@sv.example.net | host=mx.sv.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/14": `
to=ann@da.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@da.example.net | reply=552 5.2.2 <bob@da.example.net>: mailbox is full
`,
	"exchange/15": `
to=ann@fi.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@fi.example.net | reply=552 5.2.2 <bob@fi.example.net>: mailbox is full
`,
	"exchange/16": `
to=ann@nb.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@nb.example.net | host=mx.nb.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/17": `
to=ann@cs.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@cs.example.net | reply=552 5.2.2 <bob@cs.example.net>: mailbox is full
`,
	"exchange/18": `
to=ann@ru.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@ru.example.net | reply=552 5.2.2 <bob@ru.example.net>: mailbox is full
`,
	"exchange/19": `
to=ann@ja.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@ja.example.net | host=mx.ja.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/20": `
to=ann@zh-cn.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@zh-cn.example.net | reply=552 5.2.2 <bob@zh-cn.example.net>: mailbox is full
`,
	"exchange/21": `
to=ann@zh-tw.example.org | reply=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
to=bob@zh-tw.example.net | reply=552 5.2.2 <bob@zh-tw.example.net>: mailbox is full
`,
	"exchange/22": `
to=ann@ko.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@ko.example.net | host=mx.ko.example.net | status=5.2.2 | reply=552 5.2.2 Mailbox full
`,
	"exchange/23": `
to=ann@tr.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
to=bob@tr.example.net | reply=552 5.2.2 <bob@tr.example.net>: mailbox is full
`,
	"exchange/24": `
to=ann@de.example.org | why=Die eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers, und versuchen Sie, die Nachricht erneut zu senden.
to=bob@de.example.net | why=Das Postfach des Empfängers ist voll und kann zurzeit keine Nachrichten annehmen.
`,
	"exchange/25": `
to=ann@fr.example.org | why=L'adresse de courrier que vous avez entrée est introuvable. Vérifiez l'adresse de courrier du destinataire et essayez de renvoyer le message.
to=bob@fr.example.net | why=La boîte aux lettres du destinataire est pleine et ne peut pas accepter de messages pour le moment.
`,
	"exchange/26": `
to=ann@es.example.org | why=No se encontró la dirección de correo electrónico que especificó. Compruebe la dirección y vuelva a enviar el mensaje.
to=bob@es.example.net | why=El buzón del destinatario está lleno y no puede aceptar mensajes en este momento.
`,
	"exchange/27": `
to=ann@it.example.org | why=Impossibile trovare l'indirizzo di posta elettronica immesso. Verificare l'indirizzo del destinatario e inviare di nuovo il messaggio.
`,
	"exchange/28": `
to=ann@pl.example.org | why=Nie można odnaleźć wprowadzonego adresu e-mail. Sprawdź adres e-mail adresata i spróbuj wysłać wiadomość ponownie.
to=bob@pl.example.net | why=Skrzynka pocztowa adresata jest pełna i nie może teraz przyjmować wiadomości.
`,
	"exchange/29": `
to=ann@ru.example.org | why=Не удалось найти указанный адрес электронной почты. Проверьте адрес получателя и повторите отправку сообщения.
to=bob@ru.example.net | why=Почтовый ящик получателя переполнен и сейчас не может принимать сообщения.
`,
	"exchange/30": `
to=ann@ja.example.org | why=入力した電子メール アドレスは見つかりませんでした。受信者の電子メール アドレスを確認して、メッセージを再送信してください。
to=bob@ja.example.net | why=受信者のメールボックスがいっぱいで、現在メッセージを受信できません。
`,
	"exchange/31": `
to=ann@zh-cn.example.org | why=找不到您输入的电子邮件地址。请检查收件人的电子邮件地址，然后尝试重新发送邮件。
to=bob@zh-cn.example.net | why=收件人的邮箱已满，现在无法接收邮件。
`,
	"exchange/32": `
to=ann@ko.example.org | why=입력한 전자 메일 주소를 찾을 수 없습니다. 받는 사람의 전자 메일 주소를 확인한 다음 메시지를 다시 보내십시오.
to=bob@ko.example.net | why=받는 사람의 사서함이 꽉 차서 지금은 메시지를 받을 수 없습니다.
`,
	"exchange/33": `
to=ann@tr.example.org | why=Girdiğiniz e-posta adresi bulunamadı. Alıcının e-posta adresini denetleyin ve iletiyi yeniden göndermeyi deneyin.
`,
	"exchange/34": `
to=ann@de.example.org | reply=400 4.4.7 Message delayed | action=delayed
`,
	"exchange/35": `
to=ann@ja.example.org | why=このメッセージはまだ配信されていません。配信の試行は続行されます。 | action=delayed
`,
	"exchange/36": `
to=ann@en.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | why=ann wasn't found at en.example.org.
`,
	"exchange/37": `
to=ann@de.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=ann wurde unter de.example.org nicht gefunden.
`,
	"exchange/38": `
to=ann@fr.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=ann est introuvable à l'adresse fr.example.org.
`,
	"exchange/39": `
to=ann@es.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=No se encontró ann en es.example.org.
`,
	"exchange/40": `
to=ann@ru.example.org | reply=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup | why=Получатель ann не найден в ru.example.org.
`,
	"exchange/41": `
to=ann@ja.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=ja.example.org に ann が見つかりませんでした。
`,
	"exchange/42": `
to=ann@zh-cn.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=在 zh-cn.example.org 找不到 ann。
`,
	"exchange/43": `
to=ann@ko.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=ko.example.org에서 ann을(를) 찾을 수 없습니다.
`,
	"exchange/44": `
to=ann@tr.example.org | reply=550 5.1.351 Remote server returned unknown recipient or mailbox unavailable | why=ann, tr.example.org konumunda bulunamadı.
`,
}
