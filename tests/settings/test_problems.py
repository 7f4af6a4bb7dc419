from bot.settings.problems import in_words


def test_what_has_no_words_of_its_own_is_told_in_the_words_of_the_reader() -> None:
    told = in_words(
        {"type": "date_type", "loc": ("x",), "msg": "Input should be a valid date", "input": "hush"}
    )

    assert told == "Input should be a valid date."
