"""Indexes by which rows of the outbox are found by what points at them, so that they can be pruned."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.execute("CREATE INDEX ix_outbox_names_place ON outbox_names (place)")
    op.execute("CREATE INDEX ix_outbox_needs_needs ON outbox_needs (needs)")
