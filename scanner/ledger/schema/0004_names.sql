-- +goose Up

-- The table hourly has one more sort of place: "!" and a cause, for those that
-- were refused for good for that cause at domains whose provider nobody knows.
-- Domains that do not exist, all at once, are a failure of the sender's own name
-- service.
INSERT INTO hourly (place, hour, n)
SELECT '!' || cause, at / 3600, COUNT(*) FROM outcome CROSS JOIN fact
WHERE fact.n = outcome.fact AND event = 'bounce' AND class = 'hard' AND cause = 'domain-unknown' AND provider = '' AND recipient <> ''
GROUP BY 1, 2;
