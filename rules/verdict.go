package rules

// A Verdict is what nixie concludes from what a report says of one recipient.
type Verdict struct {
	Cause   Cause
	Lasting Lasting
	Class   Class  // from Cause and Lasting together
	Advice  Advice // for this one event; the policy over the history decides about removal

	Provider   string // whose mailbox it is: "google", "microsoft", …; "" if not known
	Detail     string // finer word within the cause: "null-mx", "dmarc"; "" if none
	List       string // the blocklist named, an id such as "spamhaus-zen"; "" if none
	ListURL    string // where to look up or ask for removal; "" if not known
	NewAddress string // the same person's, that a "has moved to" gives; "" if none

	// Evidence holds what spoke, the firmest first: the first one decided.
	// Empty only if nothing spoke (Cause Unknown) or the event is no failure.
	Evidence []Evidence
}

// Evidence is one rule's word on a verdict.
type Evidence struct {
	Rule   string // id of the rule: "mailbox-full/quota", "status/5.2.2", "code/552"
	Cause  Cause  // what this rule says
	Basis  Basis
	Quote  string // the words, as they stand in Reply.Text or Remark
	Start  int    // byte offsets of Quote in Reply.Text (ByReply, ByCode) or Remark (ByRemark);
	End    int    // both 0 where the Status field spoke
	Source string // URL that documents the wording, "" if none is known
}

// Lasting is whether the refusal stands for good.
type Lasting string

// The values of Lasting.
const (
	Permanent Lasting = "permanent" // 5xx, 5.y.z, or a failure without any code
	Temporary Lasting = "temporary" // 4xx or 4.y.z, even when the sender gave up in the end
	Unclear   Lasting = "unclear"
)

// Class is how lasting the failure is for this recipient.
type Class string

// The classes.
const (
	Hard         Class = "hard"    // this address will not work again
	Soft         Class = "soft"    // may work later; counts towards a threshold
	Block        Class = "block"   // refused because of the sender; never counts against the recipient
	None         Class = "none"    // no failure
	ClassUnknown Class = "unknown" // not decided
)

// Basis is what a rule spoke on. The order of resolution follows it.
type Basis string

// The bases, the firmest first.
const (
	ByReply  Basis = "reply"  // words of the refusing host
	ByStatus Basis = "status" // enhanced status code
	ByRemark Basis = "remark" // words of the reporting system
	ByCode   Basis = "code"   // bare reply code
)
