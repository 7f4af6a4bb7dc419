"""Whether another organisation can read an incident's channel, for lists. No incident was locked before."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE incidents ADD COLUMN locked BOOLEAN DEFAULT '0' NOT NULL")
