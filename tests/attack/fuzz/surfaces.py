"""All surfaces, by name."""

from tests.attack.fuzz import of_files, of_slack, of_values

SURFACES = (*of_slack.SURFACES, *of_values.SURFACES, *of_files.SURFACES)
