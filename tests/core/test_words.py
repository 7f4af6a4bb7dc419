"""Which words are of which kind, and which are nothing but a value to a program."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.values import BadValue, Type, check
from bot.core.words import CHOICES, PRESETS, WORD_LIMIT, Preset, lies_in, short, unsafe

KINDS = {
    "slug": ("web-1 0 a_b", "Web _x a.b"),
    "duration": ("1s 15m 24h 3w 99999d", "0s 15 m 1.5h 15min 100000d"),
    "semver": ("1.2.3 v1.2.3-rc.1+b2", "1.2 1.2.3- v1"),
    "uuid": (
        "00000000-0000-4000-8000-000000000000",
        "00000000-0000-4000-8000-00000000000G 00000000-0000-4000-8000-0000000000000",
    ),
    "git-ref": (
        "main release/1.4 v1.0.0 a@b HEAD a.lock.b _x",
        "a..b a//b /a a/ a. a/.b a.lock a.lock/b a@{1} a~1 a^ a:b a?b a*b a[b a\\b .a",
    ),
    "k8s-name": ("api-7d9f a.b a", "Api a- a/b"),
    "k8s-namespace": ("payments kube-system a1", "a.b Payments a_b"),
    "k8s-selector": (
        "app=api app==api,tier!=cache !canary app.kubernetes.io/name=api,x",
        "app=api, =x a=b=c a=b,,c a=(b) Example.com/x/y=1 a=-b",
    ),
    "container": ("api-1 lumen_postgres.1 A1", "/api a/b .a a:b"),
    "systemd-unit": ("nginx nginx.service getty@tty1.service", "a/b a*b a[1] a\\x2d .a"),
    "dns-name": (
        "api.example.com localhost a-b.c1",
        "a..b .a a. 2852039166 127.1 1.2.3.4 a.0x7f 0x7f000001 A.b a_b a/b a:1",
    ),
    "aws-id": ("vol-0a1b a/b:c.d", "a=b a,b a@b"),
    "aws-arn": (
        "arn:aws:s3:::orders arn:aws-cn:rds:cn-north-1:123456789012:db:orders-prod",
        "arn:aws:s3:: arn:azure:x:::y arn:aws:rds:eu-west-1:12345:db:x",
    ),
    "aws-region": ("eu-west-1 us-gov-east-1", "eu eu-west EU-WEST-1 eu-west-10"),
    "ec2-instance": ("i-01234567 i-0123456789abcdef0", "i-0123 i-0123456789ABCDEF0 vol-01234567"),
    "rds-instance": ("orders-prod A1", "1a a- a--b a_b " + "a" * 64),
    "rds-snapshot": ("rds:orders-2026-01-15 s1", "aws:x rds:a--b a-"),
    "ecs-cluster": ("prod prod_2", "a/b a.b"),
    "ecs-service": ("checkout", "arn:aws:ecs:x"),
    "lambda-function": ("resize-images _x", "a.b a:prod " + "a" * 65),
    "s3-bucket": ("orders-backup a.b.c", "ab Orders a..b a.-b 1.2.3.4 xn--a a--x a_b " + "a" * 64),
}
"""By kind, words that are of it and words that are not."""


def test_every_kind_is_tried() -> None:
    assert KINDS.keys() == PRESETS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_of_word_is_exactly_its_own(name: str) -> None:
    kind = Type("word", preset=name)
    fits, others = ([*words.split(" ")] for words in KINDS[name])

    for word in filter(None, [*fits, PRESETS[name].example]):
        assert check(kind, word) == word
    for word in others:
        with pytest.raises(BadValue, match="is not"):
            check(kind, word)


@pytest.mark.parametrize("name", KINDS)
def test_no_kind_of_word_lets_through_more_than_a_value(name: str) -> None:
    word = KINDS[name][0].split(" ")[0]
    for evil in (f"-{word}", f"--{word}", f"@{word}", f"file://{word}", f"{word}\n", f"{word} ", f" {word}",
                 f"{word}\u200b", f"{word}\uff10", f"{word}\u0661", f"{word}\0", "", word * 129):  # fmt: skip
        with pytest.raises(BadValue):
            check(Type("word", preset=name), evil)


CHOSEN = {
    "host-port": (
        "db.example.com:5432 10.0.0.1:1 [::1]:65535 a:60000",
        "db.example.com db: db:0 db:65536 db:080 A:1",
    ),
    "endpoint": ("daemon metrics-2", "Daemon http://x a/b"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_of_its_kind(name: str) -> None:
    fits, others = (words.split(" ") for words in CHOSEN[name])

    assert [word for word in fits if not CHOICES[name].fits(word)] == []
    assert [word for word in others if CHOICES[name].fits(word)] == []
    assert CHOICES[name].fits(CHOICES[name].example)


ZONED = Type("word", preset="dns-name", zone="example.com")


@pytest.mark.parametrize("name", ["example.com", "api.example.com", "a.b.example.com"])
def test_a_name_lies_in_its_zone(name: str) -> None:
    assert check(ZONED, name) == name


@pytest.mark.parametrize(
    "name", ["evilexample.com", "example.com.evil.org", "example.org", "com", "api.example.com."]
)
def test_a_name_of_another_zone_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match=r"is not a DNS name in example\.com, such as api\.example\.com"):
        check(ZONED, name)


def test_a_name_passes_into_a_zone_that_holds_its_own() -> None:
    below = Type("word", preset="dns-name", zone="eu.example.com")
    free = Type("word", preset="dns-name")

    assert [
        into.accepts(of) for into, of in ((ZONED, below), (below, ZONED), (ZONED, free), (free, ZONED))
    ] == [
        True,
        False,
        False,
        True,
    ]


def test_a_choice_passes_into_the_same_choice_and_a_plain_one() -> None:
    chosen = Type("enum", preset="host-port", options=("a:1",))
    plain = Type("enum", options=("a:1", "b:2"))

    assert plain.accepts(chosen)
    assert not chosen.accepts(Type("enum", options=("a:1",)))
    assert not chosen.accepts(Type("enum", preset="endpoint", options=("a:1",)))
    assert Type("text").accepts(chosen)


def test_a_kind_says_what_would_fit() -> None:
    assert PRESETS["duration"].told() == "a duration, such as 15m"
    assert PRESETS["slug"].told() == "one word of small letters, digits, - and _"
    assert Preset("x", "an x").fits("x")


def test_a_refusal_spells_what_cannot_be_seen() -> None:
    assert short("a\u202eb") == "`aU+202Eb`"
    assert short("x" * 99) == f"`{'x' * 57}…`"
    assert short(5) == "`5`"


def test_what_people_wrote_may_be_of_every_alphabet_but_not_of_odd_forms() -> None:
    assert unsafe("größer als 5", free=True) == ""
    assert unsafe("größer als 5") == "holds characters that are not ASCII"
    assert unsafe("ﬁne", free=True) == "holds `ﬁ`, which has a plainer form; write `fine`"
    assert unsafe("u\u0308", free=True) == "holds `u`, which has a plainer form; write `ü`"


def test_an_address_that_the_bot_puts_together_may_hold_one() -> None:
    assert unsafe("http://x", opens=False) == ""
    assert lies_in("a.b", "b")


LONG = [
    "a" * 127 + "\\",
    "a." * 63 + "\\",
    "a-" * 63 + "\\",
    "a=b," * 31 + "\\",
    "a/" * 63 + "\\",
    "1." * 63 + "\\",
]


@pytest.mark.parametrize("name", [*PRESETS, *CHOICES])
def test_no_word_takes_long_to_be_refused(name: str) -> None:
    begun = process_time()

    for word in LONG:
        assert not {**PRESETS, **CHOICES}[name].fits(word)

    assert process_time() - begun < 0.5


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_a_kind_takes_is_nothing_but_a_value(name: str, data: st.DataObject) -> None:
    word = data.draw(st.from_regex(re.compile(PRESETS[name].pattern, re.ASCII), fullmatch=True))

    try:
        check(Type("word", preset=name), word)
    except BadValue:
        return

    assert word.isascii()
    assert word.isprintable()
    assert len(word) <= WORD_LIMIT
    assert not word.startswith(("-", "@", "<"))
    assert not {"/..", "://", " "} & {word[at : at + size] for size in (1, 3) for at in range(len(word))}
