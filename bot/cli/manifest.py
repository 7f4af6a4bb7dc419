"""`handrail manifest`: the Slack app, as Slack makes it of a text."""

from urllib.parse import urlsplit

import click

from bot.cli.telling import give_up, say
from bot.slack.manifest import PATH, manifest


@click.command()
@click.option("--url", metavar="URL", help="The https:// address at which Slack reaches the bot.")
@click.option("--socket", is_flag=True, help="For Socket Mode: the bot reaches Slack, and needs no address.")
def command(url: str | None, *, socket: bool) -> None:
    """Print the manifest of the Slack app.

    Paste it at api.slack.com/apps: Create New App, From a manifest; or, when a new version of Handrail asks
    for more, into App Manifest of the app that is there, and install it again.
    """
    if socket == bool(url):
        give_up(["Say how Slack reaches the bot: --url https://handrail.example.org, or --socket."])
    say(manifest(_host(url) if url else "").rstrip("\n"))


def _host(url: str) -> str:
    """The address without the path that is added to it."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or any(sign in url for sign in "@?#\\ "):
        give_up(
            [
                f"--url: {url} must be https://, a host, perhaps a port and a path, and nothing else.",
                "Without an address that Slack can reach: --socket.",
            ]
        )
    return url.rstrip("/").removesuffix(PATH)
