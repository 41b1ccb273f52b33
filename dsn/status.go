package dsn

import "strconv"

// A Status is an enhanced mail system status code (RFC 3463): class, subject
// and detail. The zero Status means that none is stated. Statuses can be
// compared with ==.
type Status struct {
	Class   uint16 // 2 success, 4 temporary, 5 permanent
	Subject uint16 // 0 to 999
	Detail  uint16 // 0 to 999
}

// ParseStatus reads a status at the start of s and returns it with the number
// of bytes that it takes. It accepts what is seen in the wild beside "5.1.1":
// a leading "#", blanks between the numbers ("5 1 1", "5. 1. 1"). Ok is false
// if s does not begin with a status of class 2, 4 or 5.
func ParseStatus(s string) (st Status, n int, ok bool) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '#') {
		i++
	}
	if i >= len(s) || (s[i] != '2' && s[i] != '4' && s[i] != '5') {
		return Status{}, 0, false
	}
	class := uint16(s[i] - '0')
	i++
	subject, i, ok := statusNumber(s, i)
	if !ok {
		return Status{}, 0, false
	}
	detail, i, ok := statusNumber(s, i)
	if !ok || i < len(s) && (isDigit(s[i]) || s[i] == '.' && i+1 < len(s) && isDigit(s[i+1])) {
		return Status{}, 0, false // an IP address, a version number
	}
	return Status{class, subject, detail}, i, true
}

// statusNumber reads a separator and one to three digits from s[i:].
func statusNumber(s string, i int) (v uint16, next int, ok bool) {
	start := i
	if i < len(s) && s[i] == '.' {
		i++
	}
	for i < len(s) && s[i] == ' ' && i-start < 3 {
		i++
	}
	if i == start { // no separator: "511" is a reply code, not a status
		return 0, i, false
	}
	first := i
	for i < len(s) && isDigit(s[i]) && i-first < 3 {
		v = v*10 + uint16(s[i]-'0')
		i++
	}
	return v, i, i > first
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// IsZero reports whether no status is stated.
func (s Status) IsZero() bool { return s == Status{} }

// Permanent reports whether the class is 5, Permanent Failure.
func (s Status) Permanent() bool { return s.Class == 5 }

// Vague reports whether the status names no subject and no detail: x.0.0
// says nothing but the class.
func (s Status) Vague() bool { return s.Subject == 0 && s.Detail == 0 }

// orFirmer returns other where s is missing or vague and other is stated.
func (s Status) orFirmer(other Status) Status {
	if s.Vague() && !other.IsZero() {
		return other
	}
	return s
}

// String returns "5.1.1", or "" for the zero Status.
func (s Status) String() string {
	if s.IsZero() {
		return ""
	}
	b := make([]byte, 0, 11)
	b = strconv.AppendUint(b, uint64(s.Class), 10)
	b = append(b, '.')
	b = strconv.AppendUint(b, uint64(s.Subject), 10)
	b = append(b, '.')
	b = strconv.AppendUint(b, uint64(s.Detail), 10)
	return string(b)
}
