-- +goose Up

-- What many outcomes share, in nixie's own words: it grows with what the rules
-- can say, not with what strangers write. A row is never changed or deleted, so
-- that every process may remember it.
CREATE TABLE fact (
	n        INTEGER NOT NULL PRIMARY KEY,
	event    TEXT    NOT NULL,
	cause    TEXT    NOT NULL,
	class    TEXT    NOT NULL,
	advice   TEXT    NOT NULL, -- for the one event
	provider TEXT    NOT NULL,
	list     TEXT    NOT NULL, -- the blocklist
	UNIQUE (event, cause, class, advice, provider, list)
);
INSERT INTO fact (n, event, cause, class, advice, provider, list)
SELECT ROW_NUMBER() OVER (ORDER BY event, cause, class, advice, provider, list), event, cause, class, advice, provider, list
FROM (SELECT DISTINCT event, cause, class, advice, provider, list FROM outcome) AS met;

-- Numbers stand in front: PostgreSQL fills up to eight bytes before each.
ALTER TABLE outcome RENAME TO outcome_before;
CREATE TABLE outcome (
	at         BIGINT  NOT NULL, -- when it happened, Unix seconds
	recorded   BIGINT  NOT NULL, -- when it came into the ledger, Unix seconds
	revision   BIGINT  NOT NULL, -- that stored it, or changed its verdict last
	fact       INTEGER NOT NULL,
	id         TEXT    NOT NULL PRIMARY KEY,
	recipient  TEXT    NOT NULL, -- the address in lower case
	spelled    TEXT    NOT NULL, -- the address as the report spells it, where that differs
	original   TEXT    NOT NULL DEFAULT '', -- the address that was written to, in lower case, where that is another
	domain     TEXT    NOT NULL, -- the part of recipient after the last "@"
	list_id    TEXT    NOT NULL, -- the mailing list
	campaign   TEXT    NOT NULL,
	subscriber TEXT    NOT NULL,
	kept       TEXT    NOT NULL, -- what is kept of its message: an id of kept, or ''
	said       TEXT    NOT NULL  -- JSON: what the other columns do not say
);
-- A time that follows from the column at is no longer written; "-" says that
-- there is none. NUL is what PostgreSQL cannot take out of JSON again, and what
-- is longer than 320 characters is no address.
INSERT INTO outcome (at, recorded, revision, fact, id, recipient, spelled, original, domain, list_id, campaign, subscriber, kept, said)
SELECT at, recorded, revision, fact.n, id, recipient, spelled,
	CASE WHEN wrote IS NULL OR wrote = recipient OR length(wrote) > 320 THEN '' ELSE wrote END,
	domain, list_id, campaign, subscriber, kept,
	CASE WHEN said LIKE '{"type":%' OR said LIKE '%"t":"%' THEN said ELSE '{"t":"-",' || substr(said, 2) END
FROM (SELECT *, CASE WHEN said LIKE '%"or":"%' OR said LIKE '%"original_recipient":"%' THEN
	lower(trim(COALESCE(json(replace(said, '\u0000', '\ufffd')) ->> 'or', json(replace(said, '\u0000', '\ufffd')) ->> 'original_recipient')))
	END AS wrote FROM outcome_before) AS o CROSS JOIN fact
WHERE fact.event = o.event AND fact.cause = o.cause AND fact.class = o.class AND fact.advice = o.advice
	AND fact.provider = o.provider AND fact.list = o.list;
DROP TABLE outcome_before;

-- Standings read the whole history in order of address, and pages the days:
-- indexes that hold what they count by spare a million looks all over the table.
CREATE INDEX outcome_recipient ON outcome (recipient, at, id, fact, revision, spelled, original);
CREATE INDEX outcome_at ON outcome (at, fact);
CREATE INDEX outcome_revision ON outcome (revision);
-- Mail that was passed on, from either side.
CREATE INDEX outcome_original ON outcome (original, recipient) WHERE original <> '';
CREATE INDEX outcome_passed ON outcome (recipient, original) WHERE original <> '';
CREATE INDEX outcome_kept ON outcome (kept) WHERE kept <> '';
