-- +goose Up

-- Counts the changes of the ledger. Each change raises the number first and so
-- holds the row until it has committed: one writer at a time, on PostgreSQL as
-- on SQLite, and who has seen revision n has seen all that came before it.
CREATE TABLE revision (
	number BIGINT NOT NULL
);
INSERT INTO revision (number) VALUES (1);

-- Facts of an outcome by which it is filtered and grouped, as in said.
ALTER TABLE outcome ADD COLUMN provider   TEXT NOT NULL DEFAULT '';
ALTER TABLE outcome ADD COLUMN list       TEXT NOT NULL DEFAULT ''; -- the blocklist
ALTER TABLE outcome ADD COLUMN list_id    TEXT NOT NULL DEFAULT ''; -- the mailing list
ALTER TABLE outcome ADD COLUMN campaign   TEXT NOT NULL DEFAULT '';
ALTER TABLE outcome ADD COLUMN subscriber TEXT NOT NULL DEFAULT '';
-- The address as the report spells it, where that differs from recipient.
ALTER TABLE outcome ADD COLUMN spelled TEXT NOT NULL DEFAULT '';
-- The revision that stored the outcome, or changed its verdict last.
ALTER TABLE outcome ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
-- What is kept of its message beyond said: an id of kept, or ''.
ALTER TABLE outcome ADD COLUMN kept TEXT NOT NULL DEFAULT '';

-- json() is a function of SQLite and a cast in PostgreSQL. NUL is what the
-- latter cannot take out of JSON again.
UPDATE outcome SET
	provider   = COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'provider', ''),
	list       = COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'list', ''),
	list_id    = COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'list_id', ''),
	campaign   = COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'campaign', ''),
	subscriber = COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'subscriber', ''),
	spelled    = COALESCE(NULLIF(json(replace(said, '\u0000', '\ufffd')) ->> 'recipient', recipient), '');

-- Standings read the whole history in order of address: an index that holds
-- what they count by spares a million looks all over the table. Of the other
-- index the id is left out: ties are few, and it only made it longer.
DROP INDEX outcome_recipient;
DROP INDEX outcome_at;
CREATE INDEX outcome_recipient ON outcome (recipient, at, id, event, cause, class, provider, revision, spelled);
CREATE INDEX outcome_at ON outcome (at);

CREATE INDEX outcome_revision ON outcome (revision);
CREATE INDEX outcome_kept ON outcome (kept) WHERE kept <> '';

-- How many outcomes happened in which hour. It is what the table outcome says,
-- added up, and changes with it: to look for incidents must not take reading
-- a million outcomes. Place is '' for all of them; a provider, or an "@" and a
-- domain, for those that were refused for good there. Causes on the sender's
-- side are left out.
CREATE TABLE hourly (
	place TEXT   NOT NULL,
	hour  BIGINT NOT NULL, -- of UTC, counted from 1970
	n     BIGINT NOT NULL, -- never 0
	PRIMARY KEY (place, hour)
);
INSERT INTO hourly (place, hour, n)
SELECT place, at / 3600, COUNT(*) FROM (
	SELECT '' AS place, at, cause FROM outcome
	UNION ALL
	SELECT CASE WHEN provider = '' THEN '@' || domain ELSE provider END, at, cause FROM outcome
	WHERE event = 'bounce' AND class = 'hard' AND recipient <> '') AS part
WHERE cause NOT IN ('blocklisted', 'bad-reputation', 'auth-failed', 'no-reverse-dns', 'sender-rejected', 'rate-limited', 'greylisted',
	'policy-rejected', 'tls-failed', 'login-failed', 'too-many-recipients', 'spam-content', 'virus-detected', 'content-rejected', 'too-large')
GROUP BY 1, 2;

-- Acts owed to messages in their mailbox. Those done stay, so that no act is
-- repeated when the mailbox is renumbered or read again.
CREATE TABLE debt (
	source     TEXT   NOT NULL,
	position   TEXT   NOT NULL,
	generation TEXT   NOT NULL, -- numbering of the mailbox under which position holds
	digest     TEXT   NOT NULL, -- of the message's header, or '' where it was not read
	verb       TEXT   NOT NULL,
	target     TEXT   NOT NULL,
	state      TEXT   NOT NULL, -- owed, begun, done, refused
	run        TEXT   NOT NULL, -- who began it: the run of a lease, or ''
	why        TEXT   NOT NULL, -- of a refusal
	revision   BIGINT NOT NULL, -- that owes it
	place      BIGINT NOT NULL, -- of the message among those of the revision
	at         BIGINT NOT NULL, -- when state changed, Unix seconds
	PRIMARY KEY (source, position)
);
CREATE INDEX debt_digest ON debt (source, digest);
CREATE INDEX debt_owed ON debt (source, revision, place) WHERE state <> 'done';

-- Who may work on what: one run for each name, until the time is up. Times are
-- those of the database's clock, Unix seconds.
CREATE TABLE lease (
	name   TEXT   NOT NULL PRIMARY KEY,
	holder TEXT   NOT NULL, -- for people: host, process
	run    TEXT   NOT NULL, -- the opening of the ledger through which it is held
	token  TEXT   NOT NULL, -- another for each time it is taken
	since  BIGINT NOT NULL,
	until  BIGINT NOT NULL
);

-- What people have decided about an address. The last row of an address holds;
-- an opposite one undoes it.
CREATE TABLE hand (
	recipient TEXT   NOT NULL, -- the address in lower case
	revision  BIGINT NOT NULL,
	kind      TEXT   NOT NULL, -- forgive, block
	reason    TEXT   NOT NULL,
	at        BIGINT NOT NULL, -- Unix seconds
	PRIMARY KEY (recipient, revision)
);
CREATE INDEX hand_revision ON hand (revision);

-- What is to be delivered to webhooks. A row that is done keeps no body; it
-- stays so that nothing is delivered twice.
CREATE TABLE outbox (
	id      TEXT   NOT NULL PRIMARY KEY, -- the same for the same news to the same target
	target  TEXT   NOT NULL,             -- name of the webhook
	outcome TEXT   NOT NULL,             -- id of the outcome that it tells, or ''
	body    TEXT   NOT NULL,
	tries   BIGINT NOT NULL,
	next    BIGINT NOT NULL, -- when it is due, Unix seconds
	state   TEXT   NOT NULL, -- owed, done, failed
	why     TEXT   NOT NULL, -- the last failure
	at      BIGINT NOT NULL  -- when state changed, Unix seconds
);
CREATE INDEX outbox_due ON outbox (target, next) WHERE state = 'owed';

-- How far exports and webhooks have come.
CREATE TABLE export (
	name     TEXT   NOT NULL PRIMARY KEY,
	revision BIGINT NOT NULL, -- all up to it has been told
	at       BIGINT NOT NULL  -- when, Unix seconds
);

-- What is kept of messages beyond their outcomes, if that is asked for.
CREATE TABLE kept (
	id   TEXT   NOT NULL PRIMARY KEY, -- digest of the message
	what TEXT   NOT NULL,             -- headers, whole
	at   BIGINT NOT NULL,             -- when it was recorded, Unix seconds
	body BYTEA  NOT NULL              -- compressed with gzip
);
