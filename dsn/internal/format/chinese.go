package format

// chinese is the shape of the large providers of China: the recipient after a
// title, the reason after another.
//
//	抱歉，您的邮件被退回来了……
//	收件人：neko@example.net
//	退信原因：收件人邮件地址（neko@example.net）不存在，邮件无法送达。
//	host mx.example.net said: 550 Mailbox not found
var chinese = &Format{
	Name:  "chinese",
	About: "QQ (Tencent), NetEase 163 and 126, Alibaba, Sina",
	Signs: []Sign{{Any: []string{"退信原因", "退回原因", "您的邮件被退回", "您的邮件无法送达", "邮件被退回", "出错原因", "退信代码"}}},
	Lines: []string{
		`^\s*(?:收件人|收信人|收件地址|无法发送到|无法投递到)\s*[:：]?\s*<?(?P<to>` + address + `)>?`,
		`(?:said|返回|SMTP error[^:]*): ?(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?:退信原因|退回原因|出错原因|原因)\s*[:：]?\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?:退信原因|退回原因|出错原因|原因)\s*[:：]?\s*(?P<why>.*)$`,
		`^\s*(?P<reply>[45]\d\d[ -].*)$`,
	},
}
