"""The schema number moves with the state's fields, at any depth."""

from dataclasses import dataclass, make_dataclass

from bot.store.shape import shape_number


@dataclass(frozen=True)
class Leaf:
    size: int


@dataclass(frozen=True)
class Tree:
    leaves: dict[str, tuple[Leaf, ...]]


def test_the_same_fields_have_the_same_number() -> None:
    assert shape_number(Tree) == shape_number.__wrapped__(Tree)


def test_another_fold_has_another_number() -> None:
    assert shape_number(Tree, 1) != shape_number(Tree, 2)


def test_a_field_added_far_below_changes_the_number() -> None:
    def grown(*names: str) -> int:
        leaf = make_dataclass("Leaf", [(name, int) for name in names])
        return shape_number(make_dataclass("Tree", [("leaves", dict[str, tuple[leaf, ...]])]))  # type: ignore[valid-type]

    assert grown("size") == grown("size")
    assert len({grown("size"), grown("width"), grown("size", "width")}) == 3
