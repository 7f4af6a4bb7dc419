"""What is asked of whom. It is filled when the states are made anew, which this version does."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its index."""
    op.execute(
        """
        CREATE TABLE duties (
            incident VARCHAR NOT NULL,
            place INTEGER NOT NULL,
            who VARCHAR NOT NULL,
            kind VARCHAR NOT NULL,
            what TEXT NOT NULL,
            person VARCHAR NOT NULL,
            until VARCHAR,
            ref VARCHAR NOT NULL,
            besides VARCHAR NOT NULL,
            PRIMARY KEY (incident, place),
            FOREIGN KEY(incident) REFERENCES incidents (id)
        )
        """
    )
    op.execute("CREATE INDEX ix_duties_who ON duties (who)")
