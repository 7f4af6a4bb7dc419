"""What the views draw from; the values are the core's."""

from bot.core.picture import At, Exact, Picture

__all__ = ["At", "Exact", "Picture"]
