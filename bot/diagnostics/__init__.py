"""The one place where commands start: what may run, exactly what would run, and running it to an end."""
