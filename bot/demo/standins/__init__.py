"""Stand-ins of the systems that runbooks speak of: real state, real files, real processes."""
