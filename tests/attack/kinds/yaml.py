"""A file of runbooks as bytes, through the reader that every one of them passes."""

from bot.authoring.yaml_reader import read_yaml
from tests.attack.outcome import Outcome, passes, refused


def attack(*, content: str | bytes) -> Outcome:
    """`content`: the whole file. What passes is told as the data that was read."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    document, problems = read_yaml("demo/case.yaml", raw)
    if problems or document is None:
        return refused(" ".join(map(str, problems)))
    return passes(repr(document.data)[:2000])
