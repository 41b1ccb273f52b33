package dsn

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestGuessText(t *testing.T) {
	tests := []struct {
		name string
		enc  encoding.Encoding
		text string
		ok   bool
	}{
		{"German", charmap.Windows1252, "Ihre Nachricht wurde zurückgewiesen.", true},
		{"Polish, ISO", charmap.ISO8859_2, "Wiadomość nie została dostarczona: skrzynka jest przepełniona", true},
		{"Czech, Windows", charmap.Windows1250, "Zprávu nebylo možné doručit: neznámý uživatel", true},
		{"Russian, KOI8-R", charmap.KOI8R, "Письмо не может быть доставлено.", true},
		{"Russian, Windows", charmap.Windows1251, "Почтовый ящик переполнен.", true},
		{"Russian, DOS", charmap.CodePage866, "Пользователь не найден.", true},
		{"Turkish", charmap.Windows1254, "İletiniz gönderilemedi: kullanıcı bulunamadı", true},
		{"Greek", charmap.Windows1253, "Ο χρήστης δεν υπάρχει", true},
		{"Hebrew", charmap.Windows1255, "הודעתך לא נמסרה: המשתמש לא קיים", true},
		{"Arabic", charmap.Windows1256, "تعذر تسليم رسالتك", true},
		{"Lithuanian", charmap.Windows1257, "Vartotojas nežinomas", true},
		{"Thai", charmap.Windows874, "ไม่สามารถส่งข้อความ", true},
		{"Japanese, Shift_JIS", japanese.ShiftJIS, "メールを配信できませんでした。", true},
		{"Japanese, EUC", japanese.EUCJP, "宛先が見つかりません。", true},
		{"Chinese, GBK", simplifiedchinese.GBK, "您的邮件无法投递", true},
		{"Chinese, Big5", traditionalchinese.Big5, "您的郵件無法投遞", true},
		{"Korean", korean.EUCKR, "메일을 전달하지 못했습니다. 존재하지 않는 사용자", true},
		{"no words of notices", charmap.KOI8R, "Привет, как дела?", false},
		{"ASCII", encoding.Nop, "user unknown", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := tt.enc.NewEncoder().Bytes([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got, ok := guessText(b)
			if ok != tt.ok || ok && got != tt.text {
				t.Errorf("guessText(%q) = %q, %v; want %q, %v", b, got, ok, tt.text, tt.ok)
			}
		})
	}
}
