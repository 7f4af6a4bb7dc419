"""A licence is read exactly or not at all, and some are never taken."""

from email.message import Message

import pytest

from tests.supply.audit import licence, of_licences
from tests.supply.decisions import Decisions, decisions
from tests.supply.licences import COPYLEFT, licence_of, refusal
from tests.supply.locks import Pin, locks

OSI = "License :: OSI Approved :: "
GPL3 = "GNU General Public License v3 (GPLv3)"
ALLOWED = {"MIT", "BSD-3-Clause", "Apache-2.0"}


def metadata(expression: str = "", licence: str = "", *classes: str) -> Message:
    found = Message()
    for name, value in (("License-Expression", expression), ("License", licence)):
        if value:
            found[name] = value
    for one in classes:
        found["Classifier"] = one
    return found


@pytest.mark.parametrize(
    ("given", "expression"),
    [
        (metadata("mit OR apache-2.0"), "MIT OR Apache-2.0"),
        (metadata("Custom nonsense here"), ""),
        (metadata("", "MIT License"), "MIT"),
        (metadata("", "Apache-2.0", OSI + "Apache Software License"), "Apache-2.0"),
        (metadata("", "Copyright 2020 somebody, all of it", OSI + "MIT License"), "MIT"),
        (metadata("", "", OSI + "BSD License"), ""),
        (metadata("", "", OSI + "BSD License", OSI + "MIT License"), ""),
        (metadata("", "", OSI + "Apache Software License", OSI + "MIT License"), ""),
        (metadata("", "MIT", OSI + GPL3), "GPL-3.0-only"),
        (metadata(), ""),
    ],
)
def test_a_licence_is_read_exactly_or_not_at_all(given: Message, expression: str) -> None:
    assert licence_of(given) == expression


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("MIT", ""),
        ("MIT AND BSD-3-Clause", ""),
        ("GPL-3.0-only OR MIT", ""),
        ("(MIT OR GPL-2.0-only) AND Apache-2.0", ""),
        ("(MIT OR GPL-2.0-only) AND GPL-3.0-only", "binds those who pass Handrail on"),
        ("MIT AND (GPL-2.0-only)", "binds those who pass Handrail on"),
        ("AGPL-3.0-or-later", "binds those who pass Handrail on"),
        ("LGPL-3.0-only", "is not among the licences allowed"),
        ("Apache-2.0 WITH LLVM-exception", "is not among the licences allowed"),
        ("", "names no licence"),
    ],
)
def test_of_a_choice_one_has_to_be_allowed_and_of_a_sum_all(expression: str, why: str) -> None:
    said = refusal(expression, ALLOWED)

    assert why in said
    assert bool(said) is bool(why)


def test_a_licence_that_binds_others_is_refused_even_if_it_was_listed() -> None:
    assert refusal("GPL-3.0-only", {"GPL-3.0-only"}) != ""


def test_all_that_is_locked_comes_under_a_licence_that_may_be_taken() -> None:
    pins = [pin for lock in locks().values() for pin in lock.pins]

    assert of_licences(pins, decisions()) == []
    assert not any(COPYLEFT.search(one) for one in decisions().allowed)


def test_what_a_person_read_stands_in_only_where_the_metadata_is_silent() -> None:
    decided = Decisions(frozenset(), {"nowhere": "MIT", "pytest": "GPL-3.0-only"}, {}, ())

    assert licence(Pin("nowhere", "1"), decided) == "MIT"
    assert licence(Pin("pytest", "1"), decided) == "MIT"
    assert licence(Pin("nobody", "1"), decided) == ""


def test_nothing_read_by_a_person_is_left_over() -> None:
    silent = Decisions(frozenset(), {}, {}, ())
    pins = {pin.name: pin for lock in locks().values() for pin in lock.pins}
    needed = {name for name, pin in pins.items() if not licence(pin, silent)}

    assert needed == set(decisions().read)
