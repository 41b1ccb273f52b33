package explain_test

import (
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
)

func english(width int) *report.Options {
	return &report.Options{Width: width, Now: reporttest.Now}
}
