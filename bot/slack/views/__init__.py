"""Pure functions from values to blocks. They know neither the engine nor a client, and decide nothing."""
