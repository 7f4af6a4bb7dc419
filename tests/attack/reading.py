"""The suite's own YAML: no key twice, and tags for texts that are built when they are read.

!repeat ["[", 20000]     the text so many times
!join [xox, b-, !random [digits, 12]]    parts in a row
!random [letters, 40]    always the same characters, of no meaning; so no secret stands in a file
!bytes ff fe 00          bytes in hex
    !char d800               a character that YAML has no way to write
"""

import random
import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ALPHABETS: Mapping[str, str] = {
    "digits": string.digits,
    "hex": "0123456789abcdef",
    "upper": string.ascii_uppercase + string.digits,
    "letters": string.ascii_letters + string.digits,
    "base64": string.ascii_letters + string.digits + "+/",
}


class BadSuite(ValueError):
    """The data of the suite is wrong; the text says where."""


class _Loader(yaml.CSafeLoader):
    """Safe, strict about keys, and `on`, `no` and dates are texts."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own name
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise BadSuite(f"line {node.start_mark.line + 1}: `{twice}` stands twice")
    return loader.construct_mapping(node, deep=True)


def _repeat(loader: _Loader, node: yaml.SequenceNode) -> str:
    text, times = loader.construct_sequence(node, deep=True)
    return str(text) * int(times)


def _join(loader: _Loader, node: yaml.SequenceNode) -> str:
    return "".join(map(str, loader.construct_sequence(node, deep=True)))


def _random(loader: _Loader, node: yaml.SequenceNode) -> str:
    alphabet, count = loader.construct_sequence(node, deep=True)
    return "".join(random.Random(f"{alphabet}{count}").choices(ALPHABETS[str(alphabet)], k=int(count)))  # noqa: S311 - the same each time; nothing is protected by it


def _bytes(loader: _Loader, node: yaml.ScalarNode) -> bytes:
    return bytes.fromhex(str(loader.construct_scalar(node)))


def _char(loader: _Loader, node: yaml.ScalarNode) -> str:
    return chr(int(str(loader.construct_scalar(node)), 16))


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("!repeat", _repeat)
_Loader.add_constructor("!join", _join)
_Loader.add_constructor("!random", _random)
_Loader.add_constructor("!bytes", _bytes)
_Loader.add_constructor("!char", _char)


def read(path: Path) -> list[dict[str, Any]]:
    """The mappings that a file lists. Raises BadSuite."""
    try:
        found = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - stricter than the safe one
    except yaml.YAMLError as error:
        raise BadSuite(f"{path.name}: {error}") from error
    except BadSuite as error:
        raise BadSuite(f"{path.name}: {error}") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadSuite(f"{path.name}: a list of mappings belongs here")
    return found
