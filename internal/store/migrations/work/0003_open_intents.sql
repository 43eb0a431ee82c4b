-- Every start looks for the public writes that are not settled; this keeps that from reading all that ever were.
CREATE INDEX intent_open ON intent (state) WHERE state IN ('armed', 'sent', 'accepted', 'unknown');
