"""A stand-in of LumenLink: a compose project whose containers listen, log, fail and come back."""
