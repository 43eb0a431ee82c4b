-- facet has the values by which lists are narrowed and that may be rare: l and the language, s and the source, p and each
-- name of the location, t and each name of a tag. Without it a value that few reviews have is looked for in all of them.
CREATE TABLE facet (
  name TEXT    NOT NULL,
  key  INTEGER NOT NULL,
  PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO facet SELECT 'l' || language,          key FROM review WHERE language          IS NOT NULL ORDER BY language, key;
INSERT OR IGNORE INTO facet SELECT 's' || source,            key FROM review WHERE source            IS NOT NULL ORDER BY source, key;
INSERT OR IGNORE INTO facet SELECT 'p' || location_id,       key FROM review WHERE location_id       IS NOT NULL;
INSERT OR IGNORE INTO facet SELECT 'p' || location_name,     key FROM review WHERE location_name     IS NOT NULL;
INSERT OR IGNORE INTO facet SELECT 'p' || location_external, key FROM review WHERE location_external IS NOT NULL;

-- The names of a review's tags stand between unit separators.
WITH RECURSIVE part (key, name, rest) AS (
  SELECT key, x'', substr(tags, 2) FROM review WHERE tags IS NOT NULL
  UNION ALL
  SELECT key, substr(rest, 1, instr(rest, x'1f') - 1), substr(rest, instr(rest, x'1f') + 1) FROM part WHERE instr(rest, x'1f') > 0
)
INSERT OR IGNORE INTO facet SELECT 't' || CAST(name AS TEXT), key FROM part WHERE length(name) > 0;
