"""What is found while files are read and drills are walked: the checks that have no module of their own."""

from bot.authoring.checks.about import About

SHAPE = About(
    "shape",
    "Every key, value and length is one that the language has, and fits into Slack",
    "A key that is misspelled would be silently ignored, and a text that is too long would never be posted",
    "A strict schema, in which unknown and duplicate keys are mistakes, and `yes` is a word",
)
NAME = About(
    "name",
    "Every name that is used is declared, in every expression and look-up too",
    "A step that leads nowhere, or a text that shows `{facts.sinec}`, is found by the person who needs it",
    "Look-up while reading; the nearest known name is offered",
)
TYPE = About(
    "type",
    "Every value, parameter, expression and guard has the type that is needed",
    "A guard that compares apples and pears never holds, and the run stands still without saying why",
    "Compile each expression with the types of all that it may read; compare enum literals with the options",
)
ARGV = About(
    "argv",
    "A command is a list of whole words, and no program is made to run another",
    "A fact that somebody typed in a hurry must never become a second command",
    "Scan each entry for text that is put together, for programs that run others, and for options "
    "that [a table](programs.md) refuses",
)
TARGETS = About(
    "targets",
    "Every endpoint and target that is named is declared by its system",
    "What the operator cannot bind, the bot cannot reach: that the step is by hand is found in the incident",
    "Look each name up in the system's `system.yaml`",
)
DRILLS = About(
    "drills",
    "Every drill walks as it says",
    "A runbook that was never walked is walked for the first time in the incident",
    "Walk it on the engine itself against the catalogue's samples, as `handrail runbook test` does",
)
