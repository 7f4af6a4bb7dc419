"""Kubernetes Secret objects, whatever their keys: in YAML, in JSON, in JSON within either, in Go's dumps.

One pass from above to below: objects are opened and closed as indentation or braces say, each remembers where
its `data:` stood and whether it is a Secret, and tells when it is closed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.redaction.patterns import compiled
from bot.redaction.scrub import MARK, Span, is_marked, line_end

_KIND = compiled(
    r"kind[\"']?:[ \t]*[\"']?Secret[\"']?[ \t]*(?:#.*)?$|type[\"']?:[ \t]*[\"']?(?:Opaque"
    r"|kubernetes\.io/[a-z-]+)[\"']?[ \t]*$"
)
_IS_YAML = compiled(
    r"(?m)^[ \t]*(?:- )*(?:kind[\"']?:[ \t]*[\"']?Secret[\"']?[ \t]*|type[\"']?:[ \t]*[\"']?(?:Opaque"
    r"|kubernetes\.io/[a-z-]+)[\"']?[ \t]*)$"
)
_OF_YAML = compiled(r"[ \t]+[^\n]*|(?:- )*[\"']?[A-Za-z0-9_./-]+[\"']?:(?:[ \t][^\n]*)?|#[^\n]*|- [^\n]*|")
_IS_JSON = compiled(
    r"\\*\"(?:kind\\*\"[ \t]*:\s*\\*\"Secret|type\\*\"[ \t]*:\s*\\*\"(?:Opaque|kubernetes\.io/))"
)
_DATA = compiled(r"(?:data|stringData)[\"']?:[ \t]*$")
_ENTRY = compiled(r"[ \t]*(?:- )?[\"']?[^\s\"':#][^\s\"']*[\"']?:[ \t]+(?:[|>][-+0-9]*[ \t]*$)?")
_INDENT = compiled(r"[ \t]*")
_LINE = compiled(r"[^\n]*\n?")

_STRUCTURE = compiled(
    r"[{}]|\\*\"kind\\*\"[ \t]*:\s*\\*\"Secret\\*\"|\\*\"(?:data|stringData)\\*\"[ \t]*:\s*\{"
    r"|\\*\"type\\*\"[ \t]*:\s*\\*\"(?:Opaque|kubernetes\.io/[a-z-]+)\\*\""
)
_STRING = compiled(r":\s*(?:\\+\"([^\"\\]*(?:\\+[nrt/][^\"\\]*)*)\\+\"|\"((?:[^\"\\]|\\.)*)\")")
_GO = compiled(r"\b(?:[dD]ata|[sS]tringData):(?:map\[[a-z]+\][a-z\[\]0-9]+\{|map\[)([^\]}]*)[\]}]")


_BEGUN = MARK.encode()[:-1]
"""What is left of the mark where a bracket ends a value."""


@dataclass(slots=True)
class _Object:
    """An object that is open: how deep it stands, the blocks of data seen in it, whether it is a Secret."""

    depth: int
    blocks: list[Span] = field(default_factory=list)
    is_secret: bool = False


def secret_objects(text: bytes) -> Iterable[Span]:
    """The values below `data` and `stringData` of each Secret, in order."""
    if b"Secret" not in text and b"Opaque" not in text and b"kubernetes.io/" not in text:
        return ()
    spans = [
        span
        for first, last in _yaml_texts(text)
        for block in _yaml_blocks(text, first, last)
        for span in _yaml_values(text, block)
    ]
    if _IS_JSON.search(text) is not None:
        spans += [span for block in _json_blocks(text) for span in _json_values(text, block)]
    if b"kind:Secret" in text or b'Kind:"Secret"' in text:
        spans += (match.span(1) for match in _GO.finditer(text) if not match.group(1).startswith(_BEGUN))
    return _apart(spans)


def _apart(spans: list[Span]) -> Iterator[Span]:
    """The spans in order, each but once."""
    after = 0
    for start, end in sorted(spans):
        if start >= after and end > start:
            after = end
            yield start, end


def _yaml_texts(text: bytes) -> Iterator[Span]:
    """Where a Secret is spoken of: the lines around it that may be of the same YAML."""
    done = 0
    while (kind := _IS_YAML.search(text, done)) is not None:
        start = kind.start()
        while start > done:
            before = text.rfind(b"\n", done, start - 1) + 1 or done
            if _OF_YAML.fullmatch(text[before : start - 1]) is None:
                break
            start = before
        end = line_end(text, kind.start())
        while end < len(text):
            following = line_end(text, end + 1)
            if _OF_YAML.fullmatch(text[end + 1 : following]) is None:
                break
            end = following
        yield start, end
        done = max(end, kind.end(), done + 1)


def _yaml_blocks(text: bytes, start: int, stop: int) -> Iterator[Span]:
    opened: list[_Object] = []
    block_depth = 0
    block_start = -1
    while start < stop:
        end = line_end(text, start)
        line = text[start:end]
        body = line.lstrip(b" \t")
        depth = len(line) - len(body)
        if body and block_start >= 0 and depth <= block_depth:
            opened[-1].blocks.append((block_start, start))
            block_start = -1
        if body and block_start < 0:
            if body.startswith(b"---"):
                yield from _closed(opened, -1)
            else:
                dashed = body.startswith(b"- ")
                yield from _closed(opened, depth - 1 if dashed else depth)
                depth, body = (depth + 2, body[2:]) if dashed else (depth, body)
                if not opened or opened[-1].depth < depth:
                    opened.append(_Object(depth))
                if _KIND.match(body):
                    opened[-1].is_secret = True
                elif _DATA.match(body):
                    block_start, block_depth = end + 1, depth
        start = end + 1
    if block_start >= 0:
        opened[-1].blocks.append((block_start, stop))
    yield from _closed(opened, -1)


def _closed(opened: list[_Object], depth: int) -> Iterator[Span]:
    """Close what stands deeper than this; the blocks of those that were Secrets."""
    while opened and opened[-1].depth > depth:
        closed = opened.pop()
        if closed.is_secret:
            yield from closed.blocks


def _yaml_values(text: bytes, block: Span) -> Iterator[Span]:
    """The values of a block of `key: value`; what stands deeper than its keys belongs to a value."""
    start, keys = block[0], -1
    while start < block[1]:
        end = min(line_end(text, start), block[1])
        depth = _INDENT.ends(text, start, end) - start
        if start + depth < end:
            keys = depth if keys < 0 else keys
            entry = _ENTRY.match(text[start:end]) if depth <= keys else None
            value = start + (entry.end() if entry else depth)
            if value < end and not is_marked(text[value:end]):
                yield value, end
        start = end + 1


def _json_blocks(text: bytes) -> Iterator[Span]:
    opened: list[_Object] = []
    data: list[tuple[int, int]] = []
    depth = 0
    for match in _STRUCTURE.finditer(text):
        found: bytes = match.group()
        if found == b"}":
            if data and data[-1][0] == depth:
                _, begun = data.pop()
                if opened:
                    opened[-1].blocks.append((begun, match.start()))
            elif opened and opened[-1].depth == depth:
                yield from _closed(opened, depth - 1)
            depth = max(depth - 1, 0)
        elif found == b"{":
            depth += 1
            if not data:
                opened.append(_Object(depth))
        elif found.endswith(b"{"):
            depth += 1
            data.append((depth, match.end()))
        elif opened:
            opened[-1].is_secret = True
    if data and opened:
        opened[-1].blocks.append((data[0][1], len(text)))
    yield from _closed(opened, -1)


def _json_values(text: bytes, block: Span) -> Iterator[Span]:
    position = block[0]
    while (match := _STRING.search(text, position, block[1])) is not None:
        position = match.end()
        span: Span = match.span(match.last)
        if not is_marked(text[span[0] : span[1]]):
            yield span
