"""The fold, by what an event is about. `bot.core.apply` is the door."""
