"""The one table of what people can do: verbs, their buttons, and the signals that both become."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.core import signals as sig
from bot.core.incident import Life

Stage: TypeAlias = Life | Literal["none"]
"""Where an incident is in its life; `none`: the channel has no incident."""
Who: TypeAlias = Literal["anyone", "the commander", "a second person of the group"]
Topic: TypeAlias = Literal["this step", "what is owed", "the incident", "to look", "to begin"]

_ALIVE: frozenset[Stage] = frozenset({"declared", "acknowledged", "mitigated"})
_OPEN: frozenset[Stage] = _ALIVE | {"resolved"}
_INSIDE: frozenset[Stage] = _OPEN | {"closed"}
_EVERYWHERE: frozenset[Stage] = _INSIDE | {"none"}


@dataclass(frozen=True, slots=True)
class Verb:
    """One row. `aliases` map a word to the words that it stands for after the verb."""

    name: str
    usage: str
    about: str
    topic: Topic
    signals: tuple[type[object], ...] = ()
    buttons: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: frozenset[Stage] = _ALIVE
    who: Who = "anyone"

    @property
    def written(self) -> str:
        return f"/incident {self.name} {self.usage}".rstrip()


def _same(*words: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(words, ())


VERBS: tuple[Verb, ...] = (
    Verb(
        "declare",
        "[class] [P0|P1|P2|P3] [title]",
        "open an incident; words do, the class is found by them",
        "to begin",
        (sig.Declare,),
        ("open:declare", "do:declare-anyway"),
        _same("new", "open"),
        _EVERYWHERE,
    ),
    Verb(
        "start",
        "[procedure] [fact=value …]",
        "begin a procedure in this channel; without a name, list them",
        "to begin",
        (sig.Declare,),
        (),
        _same("begin", "procedure", "procedures"),
        _EVERYWHERE,
    ),
    Verb(
        "join",
        "INC-0001",
        "come into an incident that is already open",
        "to begin",
        (),
        ("do:join",),
        stages=frozenset({"none"}),
    ),
    Verb(
        "ack",
        "",
        "say that somebody is on it",
        "the incident",
        (sig.Acknowledge,),
        ("do:ack",),
        _same("acknowledge", "here"),
    ),
    Verb(
        "snooze",
        "[20m|off]",
        "silence reminders for you; never those of a P0, never the ladder",
        "the incident",
        (sig.Snooze,),
        ("do:snooze",),
        _same("quiet", "later"),
        _OPEN,
    ),
    Verb(
        "page",
        "[group] [why]",
        "call a group of the policy now, whatever the ladder does",
        "the incident",
        (sig.PageGroup,),
        ("open:page",),
        _same("call", "escalate"),
    ),
    Verb(
        "step",
        "",
        "show the current step with its buttons",
        "this step",
        (),
        ("show:step",),
        _same("status", "now", "where"),
        _OPEN,
    ),
    Verb(
        "run",
        "[item|all]",
        "run the step's command, or ask for the approval it needs",
        "this step",
        (sig.Perform,),
        ("do:run",),
        _same("perform", "go"),
    ),
    Verb(
        "retry",
        "[item]",
        "run the step's command once more",
        "this step",
        (sig.Perform,),
        ("do:retry",),
        _same("again", "rerun"),
    ),
    Verb(
        "byhand",
        "[item] [verdict] [fact=value …]",
        "you ran it elsewhere: paste what it said, or say how it ended",
        "this step",
        (sig.Record,),
        ("open:byhand", "open:paste"),
        _same("hand", "record", "paste"),
    ),
    Verb(
        "cancel",
        "[item]",
        "stop a running look, or take back a request for approval",
        "this step",
        (sig.Cancel,),
        ("do:cancel",),
        _same("stop"),
    ),
    Verb(
        "pick",
        "outcome|row",
        "say how the step ended, or which row of its result is meant",
        "this step",
        (sig.Pick, sig.PickRows),
        ("do:pick", "do:rows", "open:rows"),
        {"outcome": (), "next": (), "done": ("done",)},
    ),
    Verb(
        "items",
        "[open|failed|mine] [page]",
        "all items of the step, to claim and tick",
        "this step",
        (),
        ("show:items",),
        _same("all-items"),
    ),
    Verb(
        "tick",
        "item [done|failed|n/a|open] [note]",
        "say what became of an item; `open` takes it back",
        "this step",
        (sig.Tick,),
        ("do:tick", "open:tick"),
        {"check": (), "untick": ("open",)},
    ),
    Verb(
        "claim",
        "[item] [drop]",
        "say that you are on the step, or on an item of it; or give it back",
        "this step",
        (sig.Claim,),
        ("do:claim", "do:unclaim"),
        {"unclaim": ("drop",), "on-it": ()},
    ),
    Verb(
        "update",
        "[internal|group] [text]",
        "tell people: a draft opens to be edited, that of the step where it sends one",
        "the incident",
        (sig.Send, sig.Inform),
        ("open:update", "open:inform"),
        _same("send", "tell", "inform"),
        _OPEN,
    ),
    Verb(
        "anytime",
        "[way]",
        "leave the step by a way that its phase offers",
        "this step",
        (sig.TakeAnytime,),
        ("open:anytime",),
        _same("leave"),
    ),
    Verb(
        "answer",
        "[value | fact=value …]",
        "answer the step's question",
        "this step",
        (sig.Answer,),
        ("do:answer", "open:answer"),
        _same("reply", "yes-no"),
    ),
    Verb(
        "correct",
        "fact=value",
        "a fact was wrong, or has changed",
        "the incident",
        (sig.Correct,),
        ("open:correct",),
        _same("fact", "fix"),
        _OPEN,
    ),
    Verb(
        "approve",
        "[step]",
        "the second person's yes",
        "this step",
        (sig.Approve,),
        ("do:approve",),
        _same("lgtm", "allow"),
        who="a second person of the group",
    ),
    Verb(
        "deny",
        "[reason]",
        "the second person's no",
        "this step",
        (sig.Deny,),
        ("open:deny",),
        _same("reject", "refuse"),
        who="a second person of the group",
    ),
    Verb(
        "note",
        "text",
        "write a line into the timeline",
        "the incident",
        (sig.Note, sig.KeepMessage),
        ("open:note",),
        _same("log", "comment", "n"),
        _INSIDE,
    ),
    Verb(
        "amend",
        '[n3] ["how it should read" reason]',
        "correct a note; the log keeps how it read before",
        "the incident",
        (sig.Amend,),
        ("open:amend",),
        _same("edit", "reword"),
        _INSIDE,
    ),
    Verb(
        "strike",
        "[n3] [reason]",
        "a note does not count; it stays readable",
        "the incident",
        (sig.Strike,),
        ("open:strike",),
        _same("retract", "unnote"),
        _INSIDE,
    ),
    Verb(
        "link",
        "[INC-0001]",
        "another incident has to do with this one",
        "the incident",
        (sig.Link,),
        ("open:link",),
        _same("related", "relate"),
        _INSIDE,
    ),
    Verb(
        "restrict",
        "[reason]",
        "let nobody know of it but those in it: it moves to a private channel",
        "the incident",
        (sig.Restrict,),
        ("open:restrict",),
        _same("private", "hide"),
        _OPEN,
    ),
    Verb(
        "admit",
        "@somebody",
        "let somebody into a restricted incident",
        "the incident",
        (sig.Admit,),
        (),
        _same("let-in", "invite"),
        _INSIDE,
    ),
    Verb(
        "merge",
        "[INC-0002] [into INC-0001] [reason]",
        "close a duplicate; the other goes on, both logs stay",
        "the incident",
        (sig.Merge,),
        ("open:merge",),
        _same("duplicate", "dup"),
        _OPEN,
    ),
    Verb(
        "evidence",
        "[id] [text or link]",
        "keep a piece of evidence",
        "what is owed",
        (sig.Collect,),
        ("open:evidence",),
        _same("collect", "keep"),
        _OPEN,
    ),
    Verb(
        "waive",
        "id reason",
        "give up something that is owed",
        "what is owed",
        (sig.Waive,),
        ("open:waive",),
        _same("forgo"),
        _OPEN,
        "the commander",
    ),
    Verb(
        "undone",
        "[id]",
        "what had to be put back is back",
        "what is owed",
        (sig.Undone,),
        ("do:undone",),
        _same("undo", "putback", "reverted"),
        _OPEN,
    ),
    Verb(
        "skip",
        "outcome reason",
        "take an outcome without doing the step",
        "this step",
        (sig.Skip,),
        ("open:skip",),
        who="the commander",
    ),
    Verb(
        "jump",
        "step reason",
        "go to another step",
        "this step",
        (sig.Jump,),
        ("open:jump",),
        _same("goto"),
        who="the commander",
    ),
    Verb(
        "other",
        "step what-you-saw",
        "you saw something else than the runbook expects",
        "this step",
        (sig.Jump,),
        ("open:other",),
        _same("saw", "else"),
        who="the commander",
    ),
    Verb(
        "abort",
        "reason",
        "give the present runbook up",
        "this step",
        (sig.Abort,),
        ("open:abort",),
        _same("give-up"),
        who="the commander",
    ),
    Verb(
        "role",
        "role [@person]",
        "take a role, or give it to somebody at once",
        "the incident",
        (sig.TakeRole,),
        ("do:role", "open:role"),
        {
            "take": (),
            "assign": (),
            "lead": ("commander",),
            "commander": ("commander",),
            "ic": ("commander",),
            "scribe": ("scribe",),
        },
        _OPEN,
    ),
    Verb(
        "handover",
        "[role] @person",
        "offer your role to somebody, with a brief of how things stand",
        "the incident",
        (sig.HandOver,),
        ("open:handover",),
        _same("hand-over", "offer"),
        _OPEN,
    ),
    Verb(
        "accept",
        "[role]",
        "take over the role that you are offered",
        "the incident",
        (sig.AcceptHandover,),
        ("do:accept",),
        _same("take-over"),
        _OPEN,
    ),
    Verb(
        "decline",
        "[role] [reason]",
        "not take over what you are offered; or take your own offer back",
        "the incident",
        (sig.DeclineHandover,),
        ("do:decline",),
        _same("withdraw"),
        _OPEN,
    ),
    Verb(
        "release",
        "[role]",
        "have a role no longer, without a successor",
        "the incident",
        (sig.GiveUpRole,),
        ("do:release",),
        _same("step-down", "vacate", "drop-role"),
        _OPEN,
    ),
    Verb(
        "severity",
        "P0|P1|P2|P3[!] reason",
        "change the severity: shows what that brings and asks, with `!` at once",
        "the incident",
        (sig.SetSeverity,),
        ("open:severity",),
        _same("sev", "raise", "lower"),
    ),
    Verb(
        "mitigated",
        "",
        "the impact is contained; the cause may remain",
        "the incident",
        (sig.Mitigate,),
        ("do:mitigated",),
        _same("mitigate", "contained"),
        frozenset({"declared", "acknowledged"}),
    ),
    Verb(
        "resolve",
        "[false-alarm] [reason]",
        "the impact is over, or there never was one",
        "the incident",
        (sig.Resolve,),
        ("do:resolve", "do:false-alarm", "open:resolve"),
        {"resolved": (), "fixed": (), "false-alarm": ("false-alarm",), "falsealarm": ("false-alarm",)},
    ),
    Verb(
        "close",
        "",
        "the paperwork is done",
        "the incident",
        (sig.Close,),
        ("do:close",),
        _same("closed", "finish"),
        frozenset({"resolved"}),
    ),
    Verb(
        "reopen",
        "[class] reason",
        "it is not over: walk a runbook again",
        "the incident",
        (sig.Reopen,),
        ("open:reopen",),
        {},
        frozenset({"resolved", "closed"}),
        "the commander",
    ),
    Verb(
        "postmortem",
        "",
        "write the postmortem draft from the log as it is now",
        "the incident",
        (sig.DraftPostmortem,),
        ("do:postmortem",),
        _same("draft", "pm", "retro"),
        _INSIDE,
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
        _same("actions", "action-item"),
        _INSIDE,
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
    Verb(
        "map",
        "",
        "post a picture of the way through the runbook",
        "to look",
        (sig.ShowMap,),
        ("do:map",),
        _same("graph", "picture", "where-are-we"),
        _INSIDE,
    ),
    Verb(
        "who",
        "",
        "who is on what: roles, steps, items, and the approvals that are waited for",
        "to look",
        (),
        ("show:who",),
        _same("people", "roles", "staff"),
        _OPEN,
    ),
    Verb(
        "mine",
        "",
        "what is asked of you, in all incidents; the app's home tab shows the same",
        "to look",
        (),
        ("show:mine",),
        _same("me", "todo", "home"),
        _EVERYWHERE,
    ),
    Verb(
        "timeline",
        "[notes|decisions|…] [@person] [since 30m] [step id] [page]",
        "what happened, newest last; all of it, or a part",
        "to look",
        (),
        ("show:timeline",),
        _same("history", "events"),
        _INSIDE,
    ),
    Verb(
        "find",
        "words",
        "look for words in all incidents, open and past",
        "to look",
        (),
        ("show:find",),
        _same("search", "grep"),
        _EVERYWHERE,
    ),
    Verb(
        "list",
        "[all]",
        "open incidents, or all of them",
        "to look",
        (),
        ("show:list",),
        _same("ls", "incidents"),
        _EVERYWHERE,
    ),
    Verb(
        "help",
        "",
        "this list",
        "to look",
        (),
        ("show:help",),
        _same("?", "usage", "commands"),
        _EVERYWHERE,
    ),
)

WITHOUT_A_VERB: Mapping[type[object], str] = {
    sig.Alert: "comes from a monitoring system, at its own door",
    sig.Time: "comes from the incident's own timer, never from a person",
    sig.EffectDone: "comes from the outbox when something was delivered or run",
    sig.MarkMessage: "comes from a reaction to a message; the message's shortcut does the same",
    sig.TakeIn: "comes with a merge, to the incident that goes on",
    sig.DueAgain: "comes from a schedule that came round while the last run was open",
    sig.Returned: "comes from a start after an absence of more than a minute",
    sig.Restored: "comes from the first start after a back-up was put back",
    sig.Interrupted: "comes from the restart that found a command unfinished",
}
"""Signals that nobody can press or type, and why."""

_WORDS: Mapping[str, tuple[Verb, tuple[str, ...]]] = {
    word: (verb, stands) for verb in VERBS for word, stands in {**verb.aliases, verb.name: ()}.items()
}


def find(word: str) -> tuple[Verb, tuple[str, ...]] | None:
    """The verb that a word names, and the words it stands for beside the verb."""
    return _WORDS.get(word.lower())


def nearest(word: str) -> str:
    """The word of the table that was most probably meant; empty when none comes near."""
    return next(iter(difflib.get_close_matches(word.lower(), _WORDS, n=1, cutoff=0.6)), "")


def of_button(action: str) -> Verb:
    """The verb that does the same as a button."""
    return next(verb for verb in VERBS if action in verb.buttons)
