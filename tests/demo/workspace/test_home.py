import pytest

from bot.demo.workspace.actions import NotPossible, OnView, fill, open_app, press
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    BO,
    Caller,
    FakeBot,
    actions_block,
    button,
    input_block,
    modal,
    section,
)

pytestmark = pytest.mark.anyio


def home(*blocks: dict[str, object], **more: object) -> dict[str, object]:
    return {"type": "home", "blocks": list(blocks), **more}


async def test_the_home_tab_is_each_persons_own_and_is_published_anew(slack: Workspace, api: Caller) -> None:
    first = await api("views.publish", user_id=ANA, view=home(section("Nothing owed")))
    again = await api("views.publish", user_id=ANA, view=home(section("An update is owed")))

    assert again["view"]["id"] == first["view"]["id"]
    assert again["view"]["hash"] != first["view"]["hash"]
    assert (again["view"]["type"], again["view"]["root_view_id"]) == ("home", first["view"]["id"])
    assert open_app(slack, BO).view is None
    shown = open_app(slack, ANA).view
    assert shown is not None
    assert shown.blocks[0]["text"]["text"] == "An update is owed"


async def test_the_bot_is_told_who_opens_the_app_and_what_they_see(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    open_app(slack, ANA)
    published = (await api("views.publish", user_id=ANA, view=home(section("Hello"))))["view"]
    open_app(slack, ANA, "messages")
    open_app(slack, ANA)
    await slack.settled()

    events = bot.events("app_home_opened")
    assert [(each["user"], each["tab"], "view" in each) for each in events] == [
        (ANA, "home", False),
        (ANA, "messages", False),
        (ANA, "home", True),
    ]
    assert events[2]["view"]["id"] == published["id"]
    assert slack.state.channels[events[0]["channel"]].direct == ANA


async def test_a_button_of_the_home_tab_can_open_a_window(
    slack: Workspace, api: Caller, bot: FakeBot
) -> None:
    shown = home(actions_block("owed", button("Write it", "open:update")), input_block("q", "q"))
    view = (await api("views.publish", user_id=ANA, view=shown))["view"]

    await fill(slack, ANA, view["id"], {"q": {"q": "disk"}})
    await press(slack, ANA, OnView(view["id"]), "owed", "open:update")
    pressed = bot.payloads()[0]
    pushed = await api("views.push", trigger_id=pressed["trigger_id"], view=modal("Update"))
    opened = await api("views.open", trigger_id=slack.new_trigger(ANA, view["id"]), view=modal("Update"))

    assert (pressed["view"]["type"], pressed["container"]) == (
        "home",
        {"type": "view", "view_id": view["id"]},
    )
    assert pressed["view"]["state"]["values"]["q"]["q"]["value"] == "disk"
    assert "response_url" not in pressed
    assert pushed["error"] == "invalid_trigger_id"
    assert opened["ok"]
    assert slack.state.homes[ANA].id == view["id"]


async def test_people_of_another_company_have_no_app_to_open(slack: Workspace, bot: FakeBot) -> None:
    with pytest.raises(NotPossible):
        open_app(slack, "U0MAX")

    await slack.settled()
    assert bot.requests == []
