package rules

import (
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// A Cause is why a message did not arrive. Ids never change after the first
// release.
type Cause string

// The causes, by family.
const (
	UserUnknown         Cause = "user-unknown"         // The domain is fine, but there is no such mailbox.
	DomainUnknown       Cause = "domain-unknown"       // The domain does not exist or takes no mail (NXDOMAIN, no MX, RFC 7505 null MX).
	MailboxDisabled     Cause = "mailbox-disabled"     // The mailbox exists but is inactive, suspended or closed.
	AddressMoved        Cause = "address-moved"        // The owner has left; a new address may be given.
	BadAddress          Cause = "bad-address"          // The address is malformed or cannot be used (also where SMTPUTF8 is not possible).
	Suppressed          Cause = "suppressed"           // The sending provider did not even try: the address is on its suppression list.
	RecipientRestricted Cause = "recipient-restricted" // The recipient takes mail only from some senders.
	MailboxFull         Cause = "mailbox-full"         // The mailbox is over its quota.
	Blocklisted         Cause = "blocklisted"          // The sending IP, domain or a URL is on a blocklist.
	BadReputation       Cause = "bad-reputation"       // The receiver scores the sender low; no list is named.
	AuthFailed          Cause = "auth-failed"          // SPF, DKIM, DMARC or ARC failed.
	NoReverseDNS        Cause = "no-reverse-dns"       // The PTR record or the HELO name was rejected.
	SenderRejected      Cause = "sender-rejected"      // The envelope sender is invalid, unknown or not allowed.
	RelayDenied         Cause = "relay-denied"         // The server does not take mail for that domain.
	RateLimited         Cause = "rate-limited"         // Too much mail too fast.
	Greylisted          Cause = "greylisted"           // A first contact is put off; the retry passes.
	PolicyRejected      Cause = "policy-rejected"      // A rule of the receiver, not said more exactly.
	TLSFailed           Cause = "tls-failed"           // Encryption is required or failed.
	LoginFailed         Cause = "login-failed"         // The sender's own outgoing server wants a login or refused it.
	TooManyRecipients   Cause = "too-many-recipients"  // One message or session names more recipients than the server takes.
	SpamContent         Cause = "spam-content"         // A content filter took the message for spam or phishing.
	VirusDetected       Cause = "virus-detected"       // An attachment or link was judged malicious.
	ContentRejected     Cause = "content-rejected"     // The content or its format is not accepted.
	TooLarge            Cause = "too-large"            // The message exceeds a limit of size.
	DNSFailure          Cause = "dns-failure"          // A DNS lookup failed for now.
	Unreachable         Cause = "unreachable"          // The server could not be reached or broke off.
	Expired             Cause = "expired"              // The queue's lifetime ended and no better reason is known.
	RoutingLoop         Cause = "routing-loop"         // The mail loops, or a routing error.
	ServerError         Cause = "server-error"         // The receiving system failed.
	ProtocolError       Cause = "protocol-error"       // A bad SMTP command, sequence or parameter.
	Unknown             Cause = "unknown"              // A failure that no rule recognises.
)

// Family is the kind of thing that is wrong.
type Family string

// The families.
const (
	FamilyAddress Family = "address" // the address is bad
	FamilyMailbox Family = "mailbox" // the address is good, its mailbox cannot take mail now
	FamilySender  Family = "sender"  // they refused the sender
	FamilyMessage Family = "message" // they refused this message
	FamilyRoute   Family = "route"   // the mail could not travel
)

// Families returns all families, in the order in which pages and legends name
// them. The slice is the caller's.
func Families() []Family {
	return []Family{FamilyAddress, FamilyMailbox, FamilySender, FamilyMessage, FamilyRoute}
}

// Owner is who must act.
type Owner string

// The owners.
const (
	OwnerRecipient Owner = "recipient"
	OwnerSender    Owner = "sender"
	OwnerReceiver  Owner = "receiver" // who runs the recipient's mail system
	OwnerNobody    Owner = "nobody"
)

// Advice is what the list owner had best do with the address. (What a mail
// system did is an Action, a word that RFC 3464 owns.)
type Advice string

// The advice, the most drastic first.
const (
	Remove      Advice = "remove"      // stop mailing now
	Replace     Advice = "replace"     // use the new address given, else remove
	Unsubscribe Advice = "unsubscribe" // stop, and record that consent is withdrawn
	Watch       Advice = "watch"       // count; remove on threshold
	Keep        Advice = "keep"        // leave the recipient alone, mend the sending
	Review      Advice = "review"      // show it to a person
	Ignore      Advice = "ignore"      // nothing to do
)

// A Meaning is what follows from a cause unless the facts say otherwise.
type Meaning struct {
	Cause   Cause
	Family  Family
	Class   Class // of a permanent failure
	Owner   Owner
	Advice  Advice
	Aliases []string // names that other tools and people use; accepted wherever a cause is read
}

// meanings is the table of all causes, in the order in which they are listed.
var meanings = []Meaning{
	{UserUnknown, FamilyAddress, Hard, OwnerRecipient, Remove, []string{"nonexistent-mailbox", "bad-mailbox", "invalid-recipient", "no-such-user"}},
	{DomainUnknown, FamilyAddress, Hard, OwnerRecipient, Remove, []string{"bad-domain", "host-unknown", "null-mx"}},
	{MailboxDisabled, FamilyAddress, Hard, OwnerRecipient, Remove, []string{"inactive-mailbox", "suspended", "account-disabled"}},
	{AddressMoved, FamilyAddress, Hard, OwnerRecipient, Replace, []string{"has-moved", "address-change"}},
	{BadAddress, FamilyAddress, Hard, OwnerSender, Remove, []string{"invalid-address", "address-syntax"}},
	{Suppressed, FamilyAddress, Hard, OwnerSender, Remove, []string{"suppress-bounce", "admin-failure"}},
	{RecipientRestricted, FamilyAddress, Soft, OwnerRecipient, Watch, []string{"user-reject", "filtered", "not-authorized"}},
	{MailboxFull, FamilyMailbox, Soft, OwnerRecipient, Watch, []string{"quota", "over-quota", "quota-issues"}},
	{Blocklisted, FamilySender, Block, OwnerSender, Keep, []string{"blacklist", "blacklisted", "dnsbl", "rbl", "listed"}},
	{BadReputation, FamilySender, Block, OwnerSender, Keep, []string{"reputation"}},
	{AuthFailed, FamilySender, Block, OwnerSender, Keep, []string{"authentication", "dmarc", "spf", "dkim"}},
	{NoReverseDNS, FamilySender, Block, OwnerSender, Keep, []string{"require-ptr", "ptr", "helo"}},
	{SenderRejected, FamilySender, Block, OwnerSender, Keep, []string{"invalid-sender", "rejected"}},
	{RelayDenied, FamilyRoute, Soft, OwnerReceiver, Watch, []string{"no-relaying", "relaying-issues"}},
	{RateLimited, FamilySender, Soft, OwnerSender, Keep, []string{"throttled", "too-many-connections", "speeding", "volume"}},
	{Greylisted, FamilySender, Soft, OwnerNobody, Ignore, []string{"greylist"}},
	{PolicyRejected, FamilySender, Block, OwnerSender, Keep, []string{"policy", "policy-related", "security"}},
	{TLSFailed, FamilySender, Block, OwnerSender, Keep, []string{"starttls", "tls-required"}},
	{LoginFailed, FamilySender, Block, OwnerSender, Keep, []string{"auth-required", "smtp-auth", "sign-in"}},
	{TooManyRecipients, FamilySender, Soft, OwnerSender, Keep, []string{"recipients-limit"}},
	{SpamContent, FamilyMessage, Block, OwnerSender, Keep, []string{"spam", "spam-detected", "spam-related"}},
	{VirusDetected, FamilyMessage, Block, OwnerSender, Keep, []string{"virus", "malware"}},
	{ContentRejected, FamilyMessage, Block, OwnerSender, Keep, []string{"attachment", "not-compliant", "content-related"}},
	{TooLarge, FamilyMessage, Block, OwnerSender, Keep, []string{"oversize", "message-too-big"}},
	{DNSFailure, FamilyRoute, Soft, OwnerNobody, Watch, []string{"dns"}},
	{Unreachable, FamilyRoute, Soft, OwnerReceiver, Watch, []string{"no-answer", "bad-connection", "network-error", "timeout"}},
	{Expired, FamilyRoute, Soft, OwnerReceiver, Watch, []string{"message-expired", "retry-timeout"}},
	{RoutingLoop, FamilyRoute, Soft, OwnerReceiver, Watch, []string{"loop", "too-many-hops", "routing-errors"}},
	{ServerError, FamilyRoute, Soft, OwnerReceiver, Watch, []string{"system-error", "system-full", "mailer-error", "bad-configuration"}},
	{ProtocolError, FamilyRoute, Soft, OwnerSender, Watch, []string{"syntax-error", "protocol-errors"}},
	{Unknown, FamilyRoute, ClassUnknown, OwnerNobody, Review, []string{"undetermined", "other", "uncategorized"}},
}

// events are the reports that are no failure, and ordinary mail; where a cause is printed, the
// event stands in its place.
var events = []Meaning{
	{Cause(dsn.AutoReply), "", None, OwnerNobody, Ignore, nil},
	{Cause(dsn.Challenge), "", None, OwnerSender, Review, nil},
	{Cause(dsn.Complaint), "", None, OwnerSender, Unsubscribe, nil},
	{Cause(dsn.Unsubscribe), "", None, OwnerSender, Unsubscribe, nil},
	{Cause(dsn.Delivered), "", None, OwnerNobody, Ignore, nil},
	{Cause(dsn.ReadReceipt), "", None, OwnerNobody, Ignore, nil},
	{Cause(dsn.Other), "", None, OwnerNobody, Ignore, nil},
}

// Causes returns the meaning of every cause, in the order of the
// documentation. The slice is the caller's.
func Causes() []Meaning { return append([]Meaning(nil), meanings...) }

// Meaning returns the defaults of c, which may also be the name of an event;
// for any other name, those of Unknown.
func (c Cause) Meaning() Meaning {
	if m, ok := byCause[c]; ok {
		return m
	}
	return byCause[Unknown]
}

// UnmarshalText accepts the id of a cause, in any case, and nothing else.
func (c *Cause) UnmarshalText(text []byte) error {
	id := Cause(strings.ToLower(string(text)))
	if byCause[id].Family == "" { // unknown to us, or an event
		return fmt.Errorf("%q is no cause; nixie causes lists them", text)
	}
	*c = id
	return nil
}

// ParseCause returns the cause with the id or alias s, whatever its case.
func ParseCause(s string) (Cause, bool) {
	c, ok := byName[strings.ToLower(strings.TrimSpace(s))]
	return c, ok
}

var byCause, byName = indexCauses()

func indexCauses() (map[Cause]Meaning, map[string]Cause) {
	causes, names := map[Cause]Meaning{}, map[string]Cause{}
	for _, m := range events {
		causes[m.Cause] = m
	}
	for _, m := range meanings {
		causes[m.Cause] = m
		names[string(m.Cause)] = m.Cause
	}
	for _, m := range meanings {
		for _, a := range m.Aliases {
			if _, taken := names[a]; !taken {
				names[a] = m.Cause
			}
		}
	}
	return causes, names
}
