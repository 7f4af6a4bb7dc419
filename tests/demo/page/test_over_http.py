import pytest

from bot.demo.page.browse import Person
from tests.demo.page.stage import ANA, BO, button, running, section


@pytest.mark.process
def test_two_people_play_over_http() -> None:
    with running() as at:
        base = at.workspace.config.base_url
        ana, bo = Person(base, ANA), Person(base, BO)
        at.post(section("Step 3"), {"type": "actions", "elements": [button("Approve", "approve")]})

        ana.open("incidents").press("Approve").type("approved")

        assert "approved" in bo.open("incidents").sees("approved")
        assert [action["action_id"] for action in at.bot.actions] == ["approve"]
