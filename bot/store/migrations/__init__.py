"""Alembic's folder; imported only when a migration is due."""
