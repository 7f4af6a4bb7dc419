"""Random charts: any boxes in any phases, with any ways between them."""

from hypothesis import strategies as st

from bot.drawing.chart import Box, Chart, Exit, Mark, Role

GROUPS = ("diagnose", "contain", "mitigate", "recover", "evidence", "ends")
WORDS = st.text("abcdefgh MW-./", min_size=1, max_size=75).map(str.strip).filter(bool)
MARKS = st.sampled_from(
    (
        Mark("changes", "changes the system"),
        Mark("gate", "first: a-piece-of-evidence-with-quite-a-long-name"),
        Mark("wait", "at most 10 min, looks every 30 s"),
        Mark("call", "walks briefcase/backup-restore"),
    )
)


@st.composite
def charts(draw: st.DrawFn, most: int = 18) -> Chart:
    """A start that is marked, and at least one end; a box may lead to itself, and to any other."""
    count = draw(st.integers(1, most))
    ends = draw(st.integers(1, 4))
    names = [f"s{number}" for number in range(count)]
    targets = [*names, *(f"end:e{number}" for number in range(ends))]
    boxes: list[Box] = []
    for name in names:
        to = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=4, unique=True))
        exits = tuple(
            Exit(target, draw(st.sampled_from(("", "ok")) | WORDS), "→ 12", taken=draw(st.booleans()))
            for target in to
        )
        marks = tuple(draw(st.lists(MARKS, max_size=3)))
        start = (Mark("start", "start here"),) if name == "s0" else ()
        role: Role = "step" if name == "s0" else draw(st.sampled_from(("step", "step", "step", "anytime")))
        group = draw(st.sampled_from(GROUPS[:-1]))
        boxes.append(Box(name, role, group, "do", draw(WORDS), (*start, *marks), exits))
    boxes += [Box(name, "end", "ends", "end", draw(WORDS)) for name in targets[count:]]
    used = {box.group for box in boxes}
    return Chart("A title", "a/b", {name: name for name in GROUPS if name in used}, tuple(boxes))
