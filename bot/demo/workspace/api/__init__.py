"""The Web API, as strict as Slack's: the methods that the bot uses, and Slack's names for what is wrong."""
