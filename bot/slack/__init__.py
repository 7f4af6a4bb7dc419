"""The Slack room: every payload that comes in, every block and message that goes out."""
