-- Times are nanoseconds since 1970, NULL when unknown. A digest or check_sum tells whether a row is as it was written.

-- draft has every version of every draft; at most one version of a review and kind is live.
CREATE TABLE draft (
  version    INTEGER PRIMARY KEY AUTOINCREMENT,
  review     TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  seen_reply TEXT    NOT NULL,
  seen_text  TEXT    NOT NULL,
  updated    INTEGER,
  digest     INTEGER NOT NULL,
  live       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_live   ON draft (review, kind) WHERE live = 1;
CREATE        INDEX draft_review ON draft (review, kind);

-- intent has the public writes, intent_step every state that each had.
CREATE TABLE intent (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  review     TEXT    NOT NULL,
  act        TEXT    NOT NULL,
  digest     TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  seen_reply TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  at         INTEGER,
  check_sum  INTEGER NOT NULL
) STRICT;
CREATE TABLE intent_step (
  step   INTEGER PRIMARY KEY AUTOINCREMENT,
  intent INTEGER NOT NULL REFERENCES intent (key),
  state  TEXT    NOT NULL,
  note   TEXT    NOT NULL,
  at     INTEGER
) STRICT;

-- revision has each state of a review that was seen; content and reply are the digests that tell two apart.
CREATE TABLE revision (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  review  TEXT    NOT NULL,
  seen    INTEGER,
  content TEXT    NOT NULL,
  reply   TEXT    NOT NULL,
  digest  INTEGER NOT NULL,
  json    BLOB    NOT NULL
) STRICT;
CREATE INDEX revision_review ON revision (review);

-- dossier has the reports that were prepared, as JSON.
CREATE TABLE dossier (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  review   TEXT    NOT NULL,
  prepared INTEGER,
  digest   INTEGER NOT NULL,
  json     BLOB    NOT NULL
) STRICT;
CREATE INDEX dossier_review ON dossier (review);
