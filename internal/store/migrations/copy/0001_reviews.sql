-- review has what lists are narrowed and ordered by. Its key holds the creation time (key.go), so that newest first is
-- key order; what is unknown is NULL. seen and created are nanoseconds since 1970, digest
-- tells whether body is as it was written.
CREATE TABLE review (
  key               INTEGER PRIMARY KEY,
  id                TEXT    NOT NULL UNIQUE,
  created           INTEGER,
  seen              INTEGER NOT NULL,
  digest            INTEGER NOT NULL,
  stars             INTEGER NOT NULL,
  replied           INTEGER NOT NULL,
  reported          INTEGER NOT NULL,
  contacted         INTEGER NOT NULL,
  outdated          INTEGER NOT NULL,
  source            TEXT,
  language          TEXT,
  location_id       TEXT,
  location_name     TEXT,
  location_external TEXT,
  reference         TEXT,
  email             TEXT, -- folded, so that case does not count
  tags              BLOB  -- every name a tag is found by, each between unit separators
) STRICT;

-- body has the whole review as JSON, apart from review so that a narrowing reads little.
CREATE TABLE body (
  key  INTEGER PRIMARY KEY,
  json BLOB NOT NULL
) STRICT;

-- mark has the sync marks as JSON, by name.
CREATE TABLE mark (
  name TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX review_stars     ON review (stars);
CREATE INDEX review_stars_and_replied ON review (stars, replied);
CREATE INDEX review_too_few   ON review (key)       WHERE stars < 0;
CREATE INDEX review_too_many  ON review (key)       WHERE stars > 5;
CREATE INDEX review_replied   ON review (replied);
CREATE INDEX review_reported  ON review (reported)  WHERE reported = 1;
CREATE INDEX review_contacted ON review (contacted) WHERE contacted = 1;
CREATE INDEX review_outdated  ON review (outdated)  WHERE outdated = 1;
CREATE INDEX review_reference ON review (reference) WHERE reference IS NOT NULL;
CREATE INDEX review_email     ON review (email)     WHERE email IS NOT NULL;
