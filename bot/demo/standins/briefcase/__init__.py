"""A stand-in of the Briefcase daemon: a receipts store with a hash chain, its backups and its command."""
