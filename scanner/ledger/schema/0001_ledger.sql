-- +goose Up

-- What became of one message for one recipient. The JSON in said is the
-- outcome; the other columns exist only to be searched.
CREATE TABLE outcome (
	id        TEXT   NOT NULL PRIMARY KEY,
	recipient TEXT   NOT NULL, -- the address in lower case
	domain    TEXT   NOT NULL, -- its part after the last "@"
	event     TEXT   NOT NULL,
	cause     TEXT   NOT NULL,
	class     TEXT   NOT NULL,
	advice    TEXT   NOT NULL, -- for this one event
	at        BIGINT NOT NULL, -- when it happened, Unix seconds
	recorded  BIGINT NOT NULL, -- when it came into the ledger, Unix seconds
	said      TEXT   NOT NULL
);
CREATE INDEX outcome_recipient ON outcome (recipient, at, id);
CREATE INDEX outcome_at ON outcome (at, id);

-- How far a source with an order is read.
CREATE TABLE cursor (
	source   TEXT NOT NULL PRIMARY KEY,
	position TEXT NOT NULL
);

-- Which messages of a source without order are read.
CREATE TABLE seen (
	source TEXT NOT NULL,
	name   TEXT NOT NULL,
	PRIMARY KEY (source, name)
);

-- Which messages could not be read, and why.
CREATE TABLE trouble (
	source   TEXT   NOT NULL,
	location TEXT   NOT NULL,
	what     TEXT   NOT NULL,
	at       BIGINT NOT NULL, -- when it was met, Unix seconds
	PRIMARY KEY (source, location)
);
