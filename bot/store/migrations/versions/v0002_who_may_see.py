"""Who may see an incident."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every incident of before is everybody's."""
    op.execute("ALTER TABLE incidents ADD COLUMN audience TEXT DEFAULT '' NOT NULL")
