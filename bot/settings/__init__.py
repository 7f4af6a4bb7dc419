"""What an operator can set: the environment's variables and `handrail.toml`."""

from bot.settings.environment import Address, Settings
from bot.settings.operator_file import Account, EndpointBinding, Group, OperatorFile, People
from bot.settings.problems import InvalidSettings, SettingProblem
from bot.settings.programs import ProgramBinding

__all__ = [
    "Account",
    "Address",
    "EndpointBinding",
    "Group",
    "InvalidSettings",
    "OperatorFile",
    "People",
    "ProgramBinding",
    "SettingProblem",
    "Settings",
]
