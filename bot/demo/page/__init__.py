"""The page of the local workspace: rendered on the server, usable without JavaScript, live with it."""
