-- The copy can now be searched, and its bodies are packed (pack.go). What was there is dropped and fetched anew.
DROP TABLE body;
DROP TABLE review;
DELETE FROM mark;

-- review has what lists are narrowed and ordered by. Its key holds the creation time (key.go), so that newest first is
-- its order; what is unknown is NULL. seen and created are nanoseconds since 1970, digest tells whether body is as it was
-- written, open_words and personal_words what the two search indexes have of it (0: nothing), forgotten that its e-mail
-- and order number have left.
CREATE TABLE review (
  key               INTEGER PRIMARY KEY,
  id                TEXT    NOT NULL UNIQUE,
  created           INTEGER,
  seen              INTEGER NOT NULL,
  digest            INTEGER NOT NULL,
  open_words        INTEGER NOT NULL,
  personal_words    INTEGER NOT NULL,
  forgotten         INTEGER NOT NULL,
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

-- body has the whole review, apart from review so that a narrowing reads little.
CREATE TABLE body (
  key  INTEGER PRIMARY KEY,
  pack BLOB NOT NULL
) STRICT;

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
CREATE INDEX review_forgotten ON review (forgotten) WHERE forgotten = 1;

-- words and personal are the search indexes, by the review's key: of what the public sees, and of what only the company
-- may know and what leaves again. The text is folded and split before (index.go), so nothing but blanks parts it here.
CREATE VIRTUAL TABLE words    USING fts5(word, content='', contentless_delete=1, tokenize="ascii tokenchars '_'", prefix='2 3 4');
CREATE VIRTUAL TABLE personal USING fts5(word, content='', contentless_delete=1, tokenize="ascii tokenchars '_'", prefix='2 3 4');
