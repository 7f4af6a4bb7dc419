import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.settings import Account, EndpointBinding, Group, InvalidSettings, OperatorFile, People
from bot.settings.programs import OfSystem, OfTarget, ProgramBinding

DOCS = Path(__file__).resolve().parents[2] / "docs"


def refused(text: str) -> list[str]:
    with pytest.raises(InvalidSettings) as caught:
        OperatorFile.parse(text)
    return [str(problem).removeprefix("handrail.toml:") for problem in caught.value.problems]


def test_a_workspace_is_enough() -> None:
    bound = OperatorFile.parse('workspace = "T1"')

    assert bound == OperatorFile(workspace="T1")
    assert (bound.announce, bound.groups, bound.endpoints) == (None, {}, {})


def test_the_example_of_the_documentation_is_read_as_it_says() -> None:
    page = (DOCS / "reference" / "operator-file.md").read_text(encoding="utf-8")
    example = re.search("```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None

    bound = OperatorFile.parse(example[1])

    assert bound == OperatorFile(
        workspace="T0123ABCD",
        announce="#incidents",
        groups={
            "oncall": Group(usergroup="S0123ABCD"),
            "database": Group(users=("U0123ABCD", "U0123EFGH")),
        },
        roles={"commander": People(usergroup="S0123ABCD")},
        accounts={"ana": Account(user="U0123ABCD", groups=("oncall",))},
        programs={
            "briefcase": ProgramBinding(path=Path("/usr/local/bin/briefcase")),
            "kubectl": ProgramBinding(
                path=Path("/usr/local/bin/kubectl"),
                sha256="c0de".ljust(64, "0"),
                env={"KUBECONFIG": "/etc/handrail/kubeconfig-reads"},
                connect=(443, 6443),
            ),
        },
        systems={
            "briefcase": OfSystem(
                targets={
                    "staging": OfTarget(
                        programs={"briefcase": ProgramBinding(path=Path("/opt/staging/bin/briefcase"))}
                    )
                }
            )
        },
        endpoints={
            "briefcase.daemon": {
                "prod": EndpointBinding(
                    url="https://briefcase.internal:8787",
                    token_file=Path("/run/secrets/briefcase"),
                    network=(ip_network("10.20.0.0/16"),),
                )
            }
        },
    )


def test_all_mistakes_are_told_in_the_order_of_the_file_with_their_lines() -> None:
    text = """worksapce = "T1"
announce = "incidents"
workspace = 3

[groups]
oncall = {usergroup = "S1", users = ["U1"]}
dba = {user = ["U1"]}
Bad = {users = ["X1"]}
empty = {users = []}
three = 3
[programs]
briefcase = "bin/briefcase"
other = "/opt/../bin/other"
third = 3
fourth = {path = "/bin/x", raed = []}
fifth = {path = "/bin/x", read = ["etc"], connect = [0, 443]}
[endpoints.briefcase.daemon.prod]
url = "http://x"
[endpoints."briefcase.metrics".prod]
ulr = "http://x"
network = ["127.0.0.1/8", "::1/128"]
token_file = "token"
[endpoints."briefcase.backups".prod]
url = "ftp://somebody:secret@host"
network = "10.0.0.0/8"
[endpoints."briefcase.rendezvous"]
url = "http://x"
"""

    assert refused(text) == [
        "1: worksapce: there is no such key. Did you mean workspace?",
        "2: announce: must be a channel, as #incidents or its Slack id.",
        "3: workspace: must be a text in quotes. It stands in Slack's address in a browser:"
        " app.slack.com/client/T….",
        '6: groups.oncall: needs either usergroup = "S…" or users = ["U…"], and somebody in it.',
        "7: groups.dba.user: there is no such key. Did you mean users?",
        "8: groups.Bad: must be a name of lower case letters, digits, - and _.",
        "8: groups.Bad.users[1]: must be Slack ids of people; they start with U or W."
        " Slack copies it from a person's profile: ⋮, Copy member ID.",
        '9: groups.empty: needs either usergroup = "S…" or users = ["U…"], and somebody in it.',
        "10: groups.three: must be a table.",
        "12: programs.briefcase: must be an absolute path without '..'.",
        "13: programs.other: must be an absolute path without '..'.",
        "14: programs.third: must be a path in quotes, or a table with one.",
        "15: programs.fourth.raed: there is no such key. Did you mean read?",
        "16: programs.fifth.read[1]: must be an absolute path without '..'.",
        "16: programs.fifth.connect[1]: must be ports from 1 to 65535.",
        "17: endpoints.briefcase: must be a system and an endpoint in quotes,"
        ' as [endpoints."briefcase.daemon".prod].',
        '19: endpoints."briefcase.metrics".prod.url: is not set.',
        '20: endpoints."briefcase.metrics".prod.ulr: there is no such key. Did you mean url?',
        '21: endpoints."briefcase.metrics".prod.network[1]: must be networks as 127.0.0.0/8:'
        " 127.0.0.1/8 has host bits set.",
        "22: endpoints.\"briefcase.metrics\".prod.token_file: must be an absolute path without '..'.",
        '24: endpoints."briefcase.backups".prod.url: must be http:// or https://, a host, perhaps a port and'
        " a path, and nothing else.",
        '25: endpoints."briefcase.backups".prod.network: must be a list in square brackets.',
        '27: endpoints."briefcase.rendezvous".url: must be a table.',
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://host?x=1",
        "http://host/#x",
        "http://",
        "http://host:99999",
        "http://a b",
        "http://hóst",
        "host:80",
    ],
)
def test_an_address_with_more_than_an_origin_and_a_path_is_refused(url: str) -> None:
    (problem,) = refused(f'workspace = "T1"\n[endpoints."a.b".prod]\nurl = "{url}"\n')

    assert problem.startswith('3: endpoints."a.b".prod.url: must be http:// or https://')


def test_a_slash_at_the_end_of_an_address_means_nothing() -> None:
    bound = OperatorFile.parse('workspace = "T1"\nendpoints."a.b".prod.url = "http://host:1/api/"\n')

    assert bound.endpoints["a.b"]["prod"].url == "http://host:1/api"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('workspace = "T1"\na = \n', "2: Invalid value. A text stands in quotes."),
        ('workspace = "T1"\na = "x', "2: Unterminated string."),
        ("[groups\n", "1: Expected ']' at the end of a table declaration."),
        ('a = "1"\na = "2"\n', "2: Cannot overwrite a value. The key is set twice."),
    ],
)
def test_a_text_that_is_not_toml_is_refused_with_its_line(text: str, problem: str) -> None:
    assert refused(text) == [problem]


def test_a_missing_key_of_the_whole_file_is_placed_at_its_beginning() -> None:
    (told,) = refused("# nothing\n")

    assert told.startswith("1: workspace: is not set. It stands in Slack's address")


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "handrail.toml"
    path.write_text('workspace = "T1"\nworkspcae = 1\n', encoding="utf-8")

    with pytest.raises(InvalidSettings) as caught:
        OperatorFile.read(path)

    assert str(caught.value) == (
        f"{path} has mistakes:\n  {path}:2: workspcae: there is no such key. Did you mean workspace?"
    )


def test_a_file_that_is_not_there_is_told_with_where_it_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings) as caught:
        OperatorFile.read(tmp_path / "none.toml")

    assert str(caught.value) == (
        "Handrail needs its operator's file:\n"
        f"  {tmp_path}/none.toml: cannot be read: No such file or directory."
        " HANDRAIL_CONFIG says where it is. See docs/operate/first-run.md."
    )


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "handrail.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(InvalidSettings, match="cannot be read: it is not UTF-8"):
        OperatorFile.read(path)


def test_a_file_that_nests_without_end_is_a_mistake_and_no_traceback() -> None:
    with pytest.raises(InvalidSettings) as refused:
        OperatorFile.parse("a = " + "[" * 100_000)

    assert "it is nested too deep" in str(refused.value)
