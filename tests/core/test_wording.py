import pytest

from bot.core.wording import option_label


@pytest.mark.parametrize(
    ("value", "label"), [("sound", "Sound"), ("DATABASE_URL", "DATABASE_URL"), ("own-client", "Own-client")]
)
def test_an_option_keeps_its_spelling_on_its_button(value: str, label: str) -> None:
    assert option_label(value) == label
