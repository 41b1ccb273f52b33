// Package webhook tells other programs, by HTTP, which addresses are not to be
// mailed any more.
//
//	t := &webhook.Target{Name: "crm", URL: "https://crm.example.org/bounces", Preset: webhook.Generic}
//	n, err := t.Queue(ctx, book, policy)  // store what is new
//	res, err := t.Deliver(ctx, book)      // send what is stored
//
// [Target.Queue] looks for what came into the ledger since it looked last and
// stores a delivery for each piece of news, in one transaction with how far it
// has looked. [Target.Deliver] sends what is stored and notes each that was
// taken. Either may be killed at any moment: nothing is lost, and what may have
// been taken already is sent once more, with the same id.
//
// # What is told
//
// By default what the policy says of an address, not each bounce: [Hard] when it
// is to be removed or replaced, [Complaint] when the person has complained or
// unsubscribed. [Soft] and [Block] tell single bounces and must be asked for. An
// address that is kept on the list and refused again is told again. What was
// told is not taken back: where others act on it at once, let it wait
// ([Target.Wait]) until an outage can be known.
//
// # The request
//
// A POST with a body of JSON and the headers of Standard Webhooks
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md):
//
//	webhook-id: hard_4f1c…              the same however often it is sent
//	webhook-timestamp: 1772541005       when it is sent, Unix seconds
//	webhook-signature: v1,K5oZ…         with a secret: base64 of the HMAC-SHA256 of "id.timestamp.body"
//	idempotency-key: hard_4f1c…         the id once more
//
// The key of the signature is the secret, or what follows "whsec_" in it, decoded
// from base64. A receiver compares the signature with its own, refuses old
// timestamps, and takes an id that it has met for done.
//
// [Listmonk] sends what POST /webhooks/bounce of listmonk takes
// (https://listmonk.app/docs/bounces/). [Generic] sends
//
//	{"type": "hard", "email": "ann@example.org", "advice": "remove", "cause": "user-unknown", "event": {…}}
//
// where email is the address on the list, and event the deciding event as
// scanner.Event has it. Where mail for several is passed on to one address, each
// of them is told, with the last event that names it.
//
// # The answer
//
// 2xx is taken. 408, 425, 429, 5xx, no answer within [Target.Timeout] and a
// broken connection are tried again, after a time that doubles up to [MaxWait]
// or as long as Retry-After asks, a day at most. 401, 403, 404, 405, 407, 410 and a redirect are
// mistakes of the configuration: all waits until it is mended. Any other 4xx parks
// the delivery: it is sent no more unless somebody asks for it.
//
// Redirects are followed only where they repeat the request at the same host
// (307 and 308). Of an answer, 64 KiB are read at most.
//
// # Limits
//
// Queue holds the addresses with news in memory, up to 100,000; above that it
// looks at all of them, whether they have waited or not. A Target must not be used by several goroutines at once.
package webhook
