"""The catalogue of the bot's own commands, `handrail.…`: there in every tree, and pinned like any other."""

from functools import cache
from importlib.resources import files

from bot.authoring.catalogue import Known, Surroundings, read_catalogue
from bot.authoring.document import Document
from bot.authoring.shape import Page
from bot.authoring.yaml_reader import read_yaml

SYSTEM = "handrail"
FILE = "handrail.yaml"


@cache
def built_in() -> tuple[dict[str, Known], Document]:
    """The entries by `handrail.entry`, and their document."""
    content = files(__package__).joinpath(FILE).read_bytes()
    document, problems = read_yaml(FILE, content)
    assert document is not None
    page = Page(document, problems)
    known = read_catalogue(SYSTEM, page, Surroundings(frozenset(), frozenset(), compile_all=False))
    assert not page.problems, "the bot's own catalogue is sound"
    return known, document
