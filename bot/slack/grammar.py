"""The grammar of a typed line: words, "quoted reasons", fact=value, mentions, an incident's id."""

import html
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    <@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>
  | (?P<key>[a-z][a-z0-9_]{0,47})=(?P<given>"[^"]*"|\S*)
  | "(?P<quoted>[^"]*)"
  | (?P<word>\S+)
    """,
    re.VERBOSE,
)
_INCIDENT = re.compile(r"(?:INC|PRC)-[0-9]{4,}", re.IGNORECASE)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a line. `key` is set for fact=value, `user` for a mention."""

    text: str
    start: int
    key: str = ""
    user: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed after `/incident`."""

    source: str
    verb: str
    tokens: tuple[Token, ...]
    incident: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens if not token.key and not token.user)

    @property
    def facts(self) -> dict[str, str]:
        return {token.key: token.text for token in self.tokens if token.key}

    @property
    def mentioned(self) -> str:
        """The first person who is mentioned."""
        return next((token.user for token in self.tokens if token.user), "")

    def rest(self, skipped: int = 0, *, with_facts: bool = True) -> str:
        """What follows the first `skipped` words, as it was typed; without quotes around it.

        Without facts: the remaining words alone, for verbs that take both.
        """
        if not with_facts:
            return " ".join(self.words[skipped:])
        plain = [token for token in self.tokens if not token.user or skipped == 0]
        if len(plain) <= skipped:
            return ""
        if len(plain) == skipped + 1 and plain[skipped].quoted:
            return plain[skipped].text
        return html.unescape(self.source[plain[skipped].start :]).strip()

    def with_words(self, words: tuple[str, ...]) -> "Line":
        """The line with words put before its own: what an alias stands for."""
        first = tuple(Token(word, 0) for word in words)
        return Line(self.source, self.verb, (*first, *self.tokens), self.incident)


def read(text: str) -> Line:
    """Read a line. Never fails: what fits nothing is a word. The id may stand before or after the verb."""
    source = text.translate(_QUOTES)
    tokens = [_token(match) for match in _TOKEN.finditer(source)]
    incident, tokens = _incident(tokens)
    verb = ""
    if tokens and not tokens[0].key and not tokens[0].user and not tokens[0].quoted:
        verb, tokens = tokens[0].text.lower(), tokens[1:]
    if not incident:
        incident, tokens = _incident(tokens)
    return Line(source, verb, tuple(tokens), incident)


def _incident(tokens: list[Token]) -> tuple[str, list[Token]]:
    if tokens and not tokens[0].key and _INCIDENT.fullmatch(tokens[0].text):
        return tokens[0].text.upper(), tokens[1:]
    return "", tokens


def _token(match: re.Match[str]) -> Token:
    start = match.start()
    if match["user"]:
        return Token(match["user"], start, user=match["user"])
    if match["key"]:
        return Token(html.unescape(match["given"].strip('"')), start, key=match["key"])
    if match["quoted"] is not None:
        return Token(html.unescape(match["quoted"]), start, quoted=True)
    return Token(html.unescape(match["word"]), start)
