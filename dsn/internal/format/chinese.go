package format

// chinese is the shape of the large providers of China: the recipient after a
// title, the reason after another.
//
//	抱歉，您的邮件被退回来了……
//	收件人：neko@example.net
//	退信原因：收件人邮件地址（neko@example.net）不存在，邮件无法送达。
//	host mx.example.net said: 550 Mailbox not found
//
// Coremail, which many hosts of China run, has titles above the values:
//
//	退信原因：
//	  收件人邮件地址(neko@example.net)不存在。
//	参考说明：SMTP error, RCPT TO: Host example.net(192.0.2.8) RCPT TO said 550 5.1.1 User unknown
var chinese = &Format{
	Name:  "chinese",
	About: "QQ (Tencent), NetEase 163 and 126, Alibaba, Sina, Coremail",
	Signs: []Sign{{Any: []string{"退信原因", "退回原因", "您的邮件被退回", "您的邮件无法送达", "邮件被退回", "出错原因", "退信代码", "邮件被系统退回", "郵件被系統退回", "退信原文", "郵件被退回", "退回郵件原因"}}},
	Lines: []string{
		`^\s*(?:收件人|收信人|收件者|收件地址|收件人地址|无法发送到|无法投递到|無法投遞到)\s*[:：]?\s*<?(?P<to>` + address + `)>?`,
		`(?:said|返回|SMTP error[^:]*):? ?(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?:退信原因|退回原因|出错原因|原因)\s*[:：]?\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?:退信原因|退回原因|出错原因|原因)\s*[:：]?\s*(?P<why>.*)$`,
		`^\s*(?P<reply>[45]\d\d[ -].*)$`,
		`^\s*\p{Han}{2,12}\s*[:：]\s*(?P<reply>[45]\d\d[ -].*)$`,
		`^\s*(?P<why>.*(?:收件人|收件者|信箱|邮箱|用户)\S*[(（]` + address + `[)）].*)$`,
	},
}
