"""How a play copies what a host prints."""

from bot.demo.plays.player import FIELD, FIRST, fitting


def test_a_text_that_fits_is_copied_whole() -> None:
    assert fitting("listening\n") == "listening\n"


def test_of_a_long_log_the_beginning_and_the_end_are_copied() -> None:
    lines = [f"line {number} of a log that goes on and on" for number in range(500)]

    copied = fitting("\n".join(lines)).splitlines()

    assert copied[:FIRST] == lines[:FIRST]
    assert copied[-1] == lines[-1]
    assert FIELD - 100 < len("\n".join(copied)) <= FIELD
