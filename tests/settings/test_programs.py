"""What a program is bound to, and what would make it somebody else's."""

from pathlib import Path

import pytest

from bot.settings import OperatorFile
from tests.settings.test_operator_file import refused

HEAD = 'workspace = "T1"\n[programs.psql]\npath = "/usr/bin/psql"\n'


def test_the_nearest_binding_is_by_target_then_by_system() -> None:
    bound = OperatorFile.parse(
        'workspace = "T1"\nprograms.ctl = "/a"\nsystems.box.programs.ctl = "/b"\n'
        'systems.box.targets.staging.programs.ctl = {path = "/c", env_files = {DB = "/run/db"}}\n'
        '[endpoints."box.api".prod]\nurl = "http://x"\ntoken_file = "/run/token"\n'
        '[endpoints."box.api".staging]\nurl = "http://x"\n'
    )

    assert {key: str(one.path) for key, one in bound.bound_programs().items()} == {
        ("", "", "ctl"): "/a",
        ("box", "", "ctl"): "/b",
        ("box", "staging", "ctl"): "/c",
    }
    assert bound.secrets() == [Path("/run/db"), Path("/run/token")]


MISTAKES = {
    'sha256 = "C0DE"': "4: programs.psql.sha256: must be the 64 digits that sha256sum prints.",
    'env = {pager = "x"}': "4: programs.psql.env.pager: must be the name of a variable in capitals,",
    'env = {LD_PRELOAD = "/x.so"}': "4: programs.psql.env.LD_PRELOAD: would make a program run or ask",
    'env = {GIT_SSH_COMMAND = "x"}': "4: programs.psql.env.GIT_SSH_COMMAND: would make a program run",
    'env = {HTTPS_PROXY = "http://x"}': "4: programs.psql.env.HTTPS_PROXY: would make a program run",
    'env = {PATH = "/tmp"}': "4: programs.psql.env.PATH: would make a program run",
    'env_files = {BASH_ENV = "/x"}': "4: programs.psql.env_files.BASH_ENV: would make a program run",
    'env = {A = "one\\ntwo"}': "4: programs.psql.env.A: must be one line of at most 1000 characters.",
    'env = {PGPASSWORD = "x"}': "2: programs.psql: env.PGPASSWORD would hold a secret; name a file",
    'env = {A = "x"}\nenv_files = {A = "/x"}': "2: programs.psql: A stands in env and in env_files.",
    'env_files = {A = "x"}': "4: programs.psql.env_files.A: must be an absolute path without '..'.",
    "connect = [0]": "4: programs.psql.connect[1]: must be ports from 1 to 65535.",
    'raed = ["/x"]': "4: programs.psql.raed: there is no such key. Did you mean read?",
}


@pytest.mark.parametrize("line", MISTAKES)
def test_what_a_binding_may_not_say_is_told_with_its_line(line: str) -> None:
    (told,) = refused(f"{HEAD}{line}\n")

    assert told.startswith(MISTAKES[line])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'systems.box.program.ctl = "/b"',
            "systems.box.program: there is no such key. Did you mean programs?",
        ),
        ('systems.box.programs.ctl.pth = "/b"', "systems.box.programs.ctl.pth: there is no such key."),
        (
            'systems.box.targets.prod.prgrams.ctl = "/b"',
            "systems.box.targets.prod.prgrams: there is no such key. Did you mean programs?",
        ),
        (
            'systems.box.targets.prod.programs.ctl = {path = "/b", evn = {}}',
            "systems.box.targets.prod.programs.ctl.evn: there is no such key. Did you mean env?",
        ),
    ],
)
def test_a_key_that_does_not_exist_is_told_with_the_nearest(text: str, says: str) -> None:
    assert any(says in told for told in refused(f'workspace = "T1"\n{text}\n'))


def test_a_path_to_what_is_secret_may_be_named() -> None:
    bound = OperatorFile.parse(f'{HEAD}env = {{AWS_SHARED_CREDENTIALS_FILE = "/etc/handrail/aws"}}\n')

    assert bound.programs["psql"].env == {"AWS_SHARED_CREDENTIALS_FILE": "/etc/handrail/aws"}
