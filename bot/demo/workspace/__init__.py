"""Slack, played on loopback: people, channels, the Web API, signed requests to the bot. Memory only."""
