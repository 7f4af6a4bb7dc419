"""The postmortem, its action items and its review."""

from bot.core import signals as sig
from bot.slack.verbs.verb import INSIDE, Verb, same

OF_PAPERS: tuple[Verb, ...] = (
    Verb(
        "postmortem",
        "",
        "write the postmortem draft from the log as it is now",
        "the incident",
        (sig.DraftPostmortem,),
        ("do:postmortem",),
        same("draft", "pm", "retro"),
        INSIDE,
    ),
    Verb(
        "write",
        "[summary|impact|well|badly|lessons] [text]",
        "write a section of the postmortem: typed text is added to it",
        "the incident",
        (sig.WriteSection,),
        ("open:write",),
        {"section": (), "summary": ("summary",), "impact": ("impact",), "lessons": ("lessons",)},
        frozenset({"resolved", "closed"}),
    ),
    Verb(
        "action",
        "[add what @owner due=14d | done A1 | drop A1 why | assign A1 @person | none because …]",
        "what will be changed, by whom, until when; alone, list them",
        "the incident",
        (sig.AddAction, sig.SettleAction, sig.AssignAction, sig.NoActions),
        (
            "show:action",
            "open:action",
            "do:action-done",
            "do:action-open",
            "open:action-change",
            "open:action-drop",
            "open:no-actions",
        ),
        same("actions", "action-item"),
        INSIDE,
    ),
    Verb(
        "review",
        "[@person | accept | back why]",
        "ask somebody to read the postmortem, accept it, or give it back",
        "the incident",
        (sig.AskReview, sig.Accept, sig.GiveBack),
        ("open:review", "do:accept-postmortem", "open:give-back"),
        {"give-back": ("back",)},
        frozenset({"resolved", "closed"}),
    ),
)
