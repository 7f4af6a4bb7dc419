"""Finding incidents by words; what is there already is made findable when the file is opened."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FORGET = "INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', old.place, old.text);"
LEARN = "INSERT INTO search_words (rowid, text) VALUES (new.place, new.text);"
STATEMENTS = (
    """
    CREATE TABLE search_texts (
        place INTEGER NOT NULL,
        incident VARCHAR NOT NULL,
        about VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (place),
        UNIQUE (incident, about)
    )
    """,
    "CREATE VIRTUAL TABLE search_words USING fts5(text, content='search_texts', content_rowid='place', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    f"CREATE TRIGGER search_learn AFTER INSERT ON search_texts BEGIN {LEARN} END",
    f"CREATE TRIGGER search_forget AFTER DELETE ON search_texts BEGIN {FORGET} END",
    f"CREATE TRIGGER search_renew AFTER UPDATE ON search_texts BEGIN {FORGET} {LEARN} END",
)


def upgrade() -> None:
    """The texts, and their words by FTS5, kept alike by triggers."""
    for statement in STATEMENTS:
        op.execute(statement)
