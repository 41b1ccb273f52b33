package format

// korean is the shape of the large providers of Korea: the recipient after a
// title, the reason after another.
//
//	받는 사람: neko@example.net
//	실패 사유: 받는 사람이 존재하지 않습니다. (550 5.1.1 No such user)
var korean = &Format{
	Name:  "korean",
	About: "Naver, Daum (Kakao)",
	Need:  2,
	Signs: []Sign{
		{Any: []string{"실패 사유", "실패사유", "반송 사유", "반송사유", "실패 원인", "오류 내용", "반송 원인", "전송 실패", "응답 내용", "응답내용"}},
		{Any: []string{"받는 사람", "받는사람", "수신자", "수신인"}},
	},
	Lines: []string{
		`^\s*(?:받는 ?사람|수신자|수신인)(?: 주소)?\s*[:：]?\s*<?(?P<to>` + address + `)>?$`,
		`^\s*(?:실패 ?사유|반송 ?사유|실패 원인|오류 내용)\s*[:：]?\s*(?P<why>.+?) \((?P<reply>[245]\d\d[ -].*)\)$`,
		`^\s*(?:실패 ?사유|반송 ?사유|실패 원인|오류 내용)\s*[:：]?\s*(?P<reply>[245]\d\d[ -].*)$`,
		`^\s*(?:실패 ?사유|반송 ?사유|실패 원인|오류 내용)\s*[:：]?\s*(?P<why>.+)$`,
		`^\s*\((?P<reply>[245]\d\d[ -].*)\)$`,
		`^\s*[\p{Hangul} ]{2,12}\s*[:：]\s*(?P<reply>[245]\d\d[ -].*)$`, // 응답 내용, 상세, 서버 응답
	},
}
