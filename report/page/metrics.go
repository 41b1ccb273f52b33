package page

import (
	"fmt"
	"io"
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
)

// WriteOpenMetrics writes the numbers for a monitoring system, in the text
// format of OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/)
// as far as the older text format of Prometheus has it, too: the textfile
// collector of node_exporter reads that one. So there are gauges only. That
// suits the numbers, which are of a period that moves on, and fall as they
// rise; a counter, and the ending _total, would promise the opposite.
//
// With a service, it also tells how that is, so that somebody is woken when no
// mailbox is read any more. No address of a recipient is among the labels.
func (p *Overview) WriteOpenMetrics(w io.Writer, s *Service) error {
	m := &metrics{}
	if s != nil {
		s.write(m)
	}
	m.family("nixie_report_events", "Events in the period, by kind.")
	for _, e := range p.Events {
		m.sample(e.Count, "event", string(e.Event))
	}
	m.family("nixie_report_bounces", "Bounces in the period, by cause.")
	for _, c := range p.Causes {
		m.sample(c.Count, "cause", string(c.Cause), "family", string(c.Family))
	}
	m.family("nixie_report_provider_bounces", "Bounces in the period, by receiving provider and cause.")
	for _, v := range p.Providers {
		for _, c := range p.causesOf(v) {
			m.sample(v.Causes[c], "provider", v.Provider, "cause", string(c))
		}
	}
	m.family("nixie_report_blocklist_refusals", "Refusals in the period that name a blocklist.")
	for _, l := range p.Blocklists {
		m.sample(l.Count, "list", l.List)
	}
	m.family("nixie_report_addresses", "Addresses of the period, by what to do with them.")
	for _, a := range p.Advice {
		m.sample(a.Addresses, "advice", string(a.Advice))
	}
	m.family("nixie_report_unreadable_messages", "Messages of the period that could not be read.")
	m.sample(p.Troubles)
	if p.Sent > 0 {
		m.family("nixie_report_sent_messages", "Messages sent in the period, as given.")
		m.sample(p.Sent)
	}
	m.family("nixie_report_period_seconds", "Length of the period.")
	m.sample(int(p.Until.Sub(p.Since).Seconds()))
	m.family("nixie_report_made_timestamp_seconds", "When the report was made, Unix time.")
	m.sample(int(p.Made.Unix()))
	m.family("nixie_report_build", "Versions of the program and of its rules; always 1.")
	m.sample(1, "version", p.Version, "rules", p.RulesVersion)
	m.text.WriteString("# EOF\n")
	_, err := io.WriteString(w, m.text.String())
	return err
}

// metrics writes samples under the family that was begun last.
type metrics struct {
	text strings.Builder
	name string
}

func (m *metrics) family(name, help string) {
	m.name = name
	fmt.Fprintf(&m.text, "# TYPE %s gauge\n# HELP %s %s\n", name, name, help)
}

// labelEscaper escapes the value of a label.
var labelEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// sample writes one value; labels are names and values in turn.
func (m *metrics) sample(value int, labels ...string) {
	var pairs []string
	for i := 0; i+1 < len(labels); i += 2 {
		pairs = append(pairs, labels[i]+`="`+labelEscaper.Replace(safe.Line(labels[i+1]))+`"`)
	}
	m.text.WriteString(m.name)
	if len(pairs) > 0 {
		m.text.WriteString("{" + strings.Join(pairs, ",") + "}")
	}
	fmt.Fprintf(&m.text, " %d\n", value)
}
