"""The local world the bot can be tried in: a Slack workspace, stand-ins of the systems, people to be."""
