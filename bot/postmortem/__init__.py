"""Postmortem drafts: a pure function of the log."""
