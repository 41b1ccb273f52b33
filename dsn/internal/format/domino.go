package format

// domino names the recipient and the reason in paragraphs of their own.
//
//	Your message
//
//	  Subject: Cats
//
//	was not delivered to:
//
//	  neko@example.net
//
//	because:
//
//	  User neko (neko@example.net) not listed in Domino Directory
var domino = &Format{
	Name:  "domino",
	About: "HCL (IBM, Lotus) Domino",
	Need:  2,
	Signs: []Sign{
		{Field: "Subject", Any: []string{"DELIVERY FAILURE", "DELIVERY_FAILURE", "Delivery Failure", "NON DELIVERY", "ZUSTELLFEHLER", "ÜBERMITTLUNGSFEHLER", "DE DISTRIBUTION", "DE ENTREGA", "DI CONSEGNA", "DI RECAPITO"}},
		{Any: dominoTo},
		{Match: `(?m)^` + dominoWhy},
	},
	Lines: []string{
		`^\s*(?:Subject: |was not delivered to:|Your message$)`,
		`^` + dominoWhy,
		`^\s+(?:CN=[^@]*/)?"?(?P<to>` + address + `)"?$`,
		`^\s+(?P<why>\S.*)$`,
	},
}

// dominoTo are the words above the recipients: en de fr es it nl pt sv da nb
// pl cs ja zh.
var dominoTo = []string{
	"was not delivered to:", "wurde nicht zugestellt an:", "wurde nicht übermittelt an:", "n'a pas été distribué à", "n'a pas été remis à", "no se ha entregado a:", "no se entregó a:",
	"non è stato consegnato a:", "non è stato recapitato a:", "is niet bezorgd bij:", "werd niet bezorgd bij:", "niet afgeleverd bij:", "não foi entregue a:", "não foi entregue para:",
	"levererades inte till:", "blev ikke leveret til:", "ble ikke levert til:", "nie dostarczono do:", "nie została dostarczona do:", "nebyla doručena:", "に配信されませんでした", "未能传递到", "无法递送到", "無法遞送至",
}

// dominoWhy is the line above the reason.
const dominoWhy = `\s*(?:because|weil|da|car|parce que|porque|debido a que|perché|poiché|omdat|eftersom|fordi|ponieważ|protože|次の理由|理由|因为|原因)\s*[:：]$`
