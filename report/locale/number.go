package locale

import (
	"strconv"
	"strings"
)

// Number writes a number with its thousands apart: "18 002"; in India,
// "1,18,002".
func (l *Locale) Number(n int) string {
	s := strconv.Itoa(n)
	sep, step := l.Text("number.group"), 3
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= step {
		s = s[:i] + sep + s[i:]
		if l.Text("number.further") == "2" {
			step = 2
		}
	}
	return s
}

// Decimal writes a number with so many digits behind the sign of the language:
// "1.2", "1,2".
func (l *Locale) Decimal(x float64, digits int) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', digits, 64), ".", l.Text("number.decimal"), 1)
}

// Percent writes a part of a hundred: "5.2%", "0.04%"; in French, "5,2 %".
func (l *Locale) Percent(x float64) string {
	digits := 1
	if x < 1 {
		digits = 2
	}
	return l.Text("number.percent", "n", l.Decimal(x, digits))
}

// Bytes writes a size: "812 B", "1.2 MiB", "576 KiB".
func (l *Locale) Bytes(n int64) string {
	const unit = 1024
	units := strings.Fields(l.Text("number.bytes"))
	if n < unit {
		return strconv.FormatInt(n, 10) + " " + units[0]
	}
	size, i := float64(n)/unit, 1
	for size >= unit-0.5 && i < len(units)-1 { // else it would be rounded to 1024
		size, i = size/unit, i+1
	}
	digits := 0
	if size < 9.95 {
		digits = 1
	}
	return l.Decimal(size, digits) + " " + units[i]
}
