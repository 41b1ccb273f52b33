package dsn

import (
	"net/mail"
	"slices"
	"strings"
)

// A Field is one header field, unfolded, its MIME words decoded.
type Field struct{ Name, Value string }

// A Header is a list of fields in the order of the message.
type Header []Field

// Get returns the first value of the named field, whatever its case, or "".
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Original is the message that a report is about, as far as it was returned:
// whole, as headers, or quoted in the text.
type Original struct {
	Header Header // nil if nothing was returned
}

// MessageID returns the Message-ID without angle brackets, or "".
func (o Original) MessageID() string { return bareID(o.Header.Get("Message-Id")) }

// ListID returns the List-Id without its phrase and angle brackets
// (RFC 2919), or "".
func (o Original) ListID() string { return bareID(o.Header.Get("List-Id")) }

// Subject returns the decoded subject, or "".
func (o Original) Subject() string { return o.Header.Get("Subject") }

// From returns the decoded From field as it stands, or "".
func (o Original) From() string { return o.Header.Get("From") }

// bareID returns what stands between the last "<" and the ">" that follows,
// else the trimmed value.
func bareID(v string) string {
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v = v[i+1:]
		if j := strings.IndexByte(v, '>'); j >= 0 {
			v = v[:j]
		}
	}
	return strings.TrimSpace(v)
}

// maxAddressees bounds how many addresses of a field are compared with those
// of a report; who writes to more does not hide them behind local parts.
const maxAddressees = 200

// deliveryFields are fields in which mail systems keep the envelope recipient.
var deliveryFields = []string{"X-Original-To", "Envelope-To", "X-Envelope-To", "Delivered-To", "X-Rcpt-To", "Apparently-To", "X-Original-Recipient"}

// recipients returns the bare addresses of the To and Cc fields. Where these
// disclose none, the envelope may.
func (o Original) recipients() []string {
	out := append(addressees(o.Header.Get("To")), addressees(o.Header.Get("Cc"))...)
	for _, name := range deliveryFields {
		if len(out) == 0 {
			out = addressees(o.Header.Get(name))
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range o.Header {
		if a := traced(f, " for <"); a != "" {
			return []string{a}
		}
	}
	return nil
}

// BounceAddresses returns the addresses to which reports about the message
// were to go, as it names them itself: Return-Path, Errors-To, the field in
// which CiviCRM repeats it, and the envelope sender in its Received fields. At
// most MaxSentTo, each once. Who wrote the message (From, Sender, Reply-To) is
// not among them.
func (o Original) BounceAddresses() []string {
	var out []string
	for _, name := range []string{"Return-Path", "Errors-To", "X-CiviMail-Bounce"} {
		out = appendSentTo(out, firstAddressees(o.Header.Get(name))...)
	}
	for _, f := range o.Header {
		for _, mark := range []string{"envelope-from <", "envelope-sender <"} {
			if a := traced(f, mark); a != "" {
				out = appendSentTo(out, a)
			}
		}
		if len(out) == MaxSentTo {
			break
		}
	}
	return out
}

// traced returns the address behind the mark in a Received field, or "".
//
//	by mx.example.org with ESMTP id 1A2B for <list-bounces+jane=example.com@example.org>;
func traced(f Field, mark string) string {
	if !strings.EqualFold(f.Name, "Received") {
		return ""
	}
	_, rest, ok := strings.Cut(f.Value, mark)
	if !ok {
		return ""
	}
	if a := cleanAddress("<" + rest[:min(len(rest), maxAddress)]); isAddress(a) {
		return a
	}
	return ""
}

// MaxSentTo bounds how many addresses are kept to which a report was sent: each
// forwarding adds one or two.
const MaxSentTo = 20

// sentTo returns the addresses that a message was sent to: those that mail
// systems noted on delivery first, for they are of the envelope, then To.
func sentTo(h Header) []string {
	var out []string
	read := 0
	for _, name := range deliveryFields {
		for _, f := range h {
			if read < MaxSentTo && strings.EqualFold(f.Name, name) {
				read++ // parsing addresses takes its time
				out = appendSentTo(out, firstAddressees(f.Value)...)
			}
		}
	}
	for _, f := range h {
		if len(out) == MaxSentTo {
			return out
		}
		if a := traced(f, " for <"); a != "" {
			out = appendSentTo(out, a)
		}
	}
	return appendSentTo(out, firstAddressees(h.Get("To"))...)
}

// firstAddressees returns the addresses of a field in which one is usual. Forty
// such fields are read, so of each no more than some addresses may take.
func firstAddressees(field string) []string { return addressees(field[:min(len(field), 4*maxAddress)]) }

// appendSentTo appends the addresses that list lacks, as long as it has room.
func appendSentTo(list []string, more ...string) []string {
	for _, a := range more {
		if len(list) < MaxSentTo && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// addressees returns the bare addresses of a field, each once.
func addressees(field string) []string {
	if field == "" {
		return nil // as most are; net/mail makes an error of it
	}
	field = field[:min(len(field), MaxLine)] // net/mail takes its time
	var out []string
	list, err := mail.ParseAddressList(field)
	if err != nil {
		for f := range strings.SplitSeq(field, ",") {
			list = append(list, &mail.Address{Address: cleanAddress(f)})
		}
	}
	for _, a := range list {
		bare := lowerDomain(a.Address)
		if isAddress(bare) && len(out) < maxAddressees && !slices.Contains(out, bare) {
			out = append(out, bare)
		}
	}
	return out
}
