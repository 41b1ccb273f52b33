-- +goose Up

-- What is owed is compared with what the configuration says today: by which of
-- its keys an act was chosen, '' where nobody knows.
ALTER TABLE debt ADD COLUMN sort TEXT NOT NULL DEFAULT '';
-- What was done of an act that is not done: '' for nothing, 'partly' where a copy
-- may lie in the target or the message be marked as deleted, 'begun' where a run
-- was interrupted.
ALTER TABLE debt ADD COLUMN part TEXT NOT NULL DEFAULT '';
-- What was begun before another act took its place, as "move:Done", or ''.
ALTER TABLE debt ADD COLUMN was TEXT NOT NULL DEFAULT '';
UPDATE debt SET part = 'partly' WHERE state = 'refused';

-- When a mailbox was last read to its end, be anything new in it or not.
CREATE TABLE visit (
	source TEXT   NOT NULL PRIMARY KEY,
	at     BIGINT NOT NULL -- Unix seconds
);
