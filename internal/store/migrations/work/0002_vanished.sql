-- vanished has the reviews that are no longer on the server: since when that is known, and whether Trustpilot's list of
-- deletions names them; then their revisions were erased.
CREATE TABLE vanished (
  review  TEXT    PRIMARY KEY,
  at      INTEGER,
  deleted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
