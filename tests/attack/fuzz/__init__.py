"""Random input for the parser of every surface; beside each surface stands what must hold."""
