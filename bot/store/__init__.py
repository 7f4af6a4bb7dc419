"""Everything that is kept: the log, the outbox, the inbox, documents and objects, in one SQLite file."""
