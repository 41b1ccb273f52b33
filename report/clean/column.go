package clean

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
)

// addressHeadings are the names that address columns have in the lists of the
// world, in lower case and without blanks, dots, hyphens and underlines.
var addressHeadings = strings.Fields(`
	email emails mail emailaddress mailaddress emailaddresses address emailid useremail subscriberemail contactemail primaryemail emailprimary
	emailadresse mailadresse adresse adressemail adresseemail adresseélectronique adressemél courriel mél mel
	correo correoelectrónico correoelectronico direccióndecorreo dirección direcciondecorreo
	endereçodeemail enderecodeemail endereço correioeletrônico correioeletronico emaildocontato
	indirizzoemail indirizzo posta postaelettronica emailadres mailadres epost epostadress epostadresse epostadresse sähköposti sähköpostiosoite
	adresemail adresemailowy adrespocztowy adres poczta adrese eposta epostaadresi elmek emailcím emailcim adresăemail эпочта почта электроннаяпочта адрес пошта
	メール メールアドレス eメール 邮箱 电子邮件 电子邮箱 邮件地址 電子郵件 信箱 이메일 이메일주소 ईमेल ઇમેઇલ ઈમેલ البريدالإلكتروني אימייל דואל email1 e`)

// columns finds the header and the column of the addresses.
func (f *form) columns(rows [][]string, want Format) error {
	if len(rows) == 0 {
		f.width = 1
		return nil
	}
	first := rows[0]
	named := slices.ContainsFunc(first, isAddressHeading)
	f.header = !want.NoHeader && !slices.ContainsFunc(first, holdsAddresses) && (named || len(first) > 1)
	if want.NoHeader {
		first = make([]string, len(first))
	}
	if want.Column != "" {
		return f.choose(first, want.Column)
	}
	body := rows
	if f.header {
		body = rows[1:]
	}
	err := f.find(first, body)
	if !named && f.column < len(first) && strings.TrimSpace(first[f.column]) == "" {
		f.header, f.name = false, "" // a row that lacks its address
	}
	return err
}

// choose takes the column that is asked for.
func (f *form) choose(header []string, column string) error {
	for i, name := range header {
		if f.header && strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(column)) {
			return f.take(i, header)
		}
	}
	n, err := strconv.Atoi(column)
	if err != nil || n < 1 || n > max(f.width, len(header)) {
		return formError("there is no column " + quotedName(column) + "; the columns are " + columnList(header, f.header, nil))
	}
	return f.take(n-1, header)
}

func (f *form) take(i int, header []string) error {
	f.column = i
	if f.header && i < len(header) {
		f.name = strings.TrimSpace(header[i])
	}
	return nil
}

// find finds the column of the addresses: the one in which most cells are
// addresses, and if there are several, the one whose name says so.
func (f *form) find(header []string, body [][]string) error {
	var holding, named []int
	for i := range max(f.width, len(header)) {
		if mostlyAddresses(body, i) {
			holding = append(holding, i)
		}
		if f.header && i < len(header) && isAddressHeading(header[i]) {
			named = append(named, i)
		}
	}
	both := slices.DeleteFunc(slices.Clone(holding), func(i int) bool { return !slices.Contains(named, i) })
	switch {
	case len(holding) == 1:
		return f.take(holding[0], header)
	case len(both) == 1:
		return f.take(both[0], header)
	case len(holding) > 1:
		return formError("several columns hold addresses: " + columnList(header, f.header, holding) + "; choose one with --column")
	case len(named) == 1 && !holdsText(body, named[0]):
		return f.take(named[0], header)
	}
	return formError("no column holds addresses; name one with --column, or the delimiter with --delimiter; the columns are " + columnList(header, f.header, nil))
}

// mostlyAddresses reports whether at least half of the cells that are not
// empty are addresses.
func mostlyAddresses(rows [][]string, column int) bool {
	filled, addresses := 0, 0
	for _, row := range rows {
		if column < len(row) && strings.TrimSpace(row[column]) != "" {
			filled++
			if holdsAddresses(row[column]) {
				addresses++
			}
		}
	}
	return addresses > 0 && addresses*2 >= filled
}

func holdsText(rows [][]string, column int) bool {
	return slices.ContainsFunc(rows, func(row []string) bool { return column < len(row) && strings.TrimSpace(row[column]) != "" })
}

// isAddressHeading reports whether a column of that name is one of addresses.
func isAddressHeading(name string) bool {
	name = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "", ".", "", "'", "", "/", "", ":", "", "*", "").Replace(name))
	return slices.Contains(addressHeadings, name)
}

// columnList names columns for people, all if which is nil.
func columnList(header []string, named bool, which []int) string {
	const most = 12
	var all []string
	for i, name := range header {
		if which != nil && !slices.Contains(which, i) {
			continue
		}
		text := strconv.Itoa(i + 1)
		if named && strings.TrimSpace(name) != "" {
			text += " " + quotedName(name)
		}
		all = append(all, text)
	}
	if len(all) > most {
		all = append(all[:most], "…")
	}
	return strings.Join(all, ", ")
}

func quotedName(name string) string {
	return `"` + safe.Line(terminal.Cut(strings.TrimSpace(name), 40)) + `"`
}
