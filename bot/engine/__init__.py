"""Use cases over ports: declare, signal, deliver, queries."""
