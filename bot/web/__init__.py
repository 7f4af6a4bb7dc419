"""The inbound door: Slack's requests, and probes."""
