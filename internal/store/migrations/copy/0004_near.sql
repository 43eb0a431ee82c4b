-- Keys are nearer to each other now (key.go), which makes the search indexes a tenth smaller, and reviews are packed with
-- another dictionary (pack.go). What was there is dropped and fetched anew. open_words and personal_words are digests of the
-- texts that an index has, no longer of their words.
DELETE FROM review;
DELETE FROM body;
DELETE FROM facet;
DELETE FROM mark;
DROP TABLE words;
DROP TABLE personal;

-- words and personal are as before. An index is written in segments. Eight of a kind are merged into one rather than four,
-- so that each review is written again less often, and one of whose reviews a quarter has left rather than a tenth.
CREATE VIRTUAL TABLE words    USING fts5(word, content='', contentless_delete=1, tokenize="ascii tokenchars '_'", prefix='2 3 4');
CREATE VIRTUAL TABLE personal USING fts5(word, content='', contentless_delete=1, tokenize="ascii tokenchars '_'", prefix='2 3 4');
INSERT INTO words    (words,    rank) VALUES ('automerge', 8), ('deletemerge', 25);
INSERT INTO personal (personal, rank) VALUES ('automerge', 8), ('deletemerge', 25);
