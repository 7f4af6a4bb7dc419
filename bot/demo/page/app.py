"""The page's addresses. Each form does one thing a person can do, and answers with the screen that follows.

/                        who to be                  /as/{person}/live      changes, as server-sent events
/as/{person}/c/{channel} a channel                  /as/{person}/suggest   options of an external menu, JSON
/as/{person}/home        the app's home tab         /archives/{c}/p{ts}    where permalinks lead
/as/{person}/files/…     a file
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.page.doing import Asked, Doing, Hands
from bot.demo.page.forms import Form, NotUnderstood, posted
from bot.demo.page.looking import HEADERS, Looks, gone
from bot.demo.page.places import place_of
from bot.demo.page.screen import Extra, Screens
from bot.demo.workspace.actions import NotPossible
from bot.demo.workspace.workspace import Workspace


def page_routes(workspace: Workspace) -> list[BaseRoute]:
    """Everything the page serves, for a Starlette application that has nothing else at these addresses."""
    screens = Screens(workspace)
    looks, hands = Looks(workspace, screens), Hands(workspace, screens)
    return [
        Route("/", looks.door),
        Mount("/page/static", StaticFiles(directory=Path(__file__).with_name("static"))),
        Route("/archives/{channel}", looks.permalink),
        Route("/archives/{channel}/{mark}", looks.permalink),
        Route("/as/{person}", looks.home),
        Route("/as/{person}/home", looks.app),
        Route("/as/{person}/live", looks.live),
        Route("/as/{person}/suggest", looks.suggest, methods=["GET"]),
        Route("/as/{person}/c/{channel}", looks.channel),
        Route("/as/{person}/files/{file}", looks.file),
        Route("/as/{person}/files/{file}/raw", looks.file_content),
        *(
            Route(f"/as/{{person}}/{name}", _posted(screens, doing), methods=["POST"])
            for name, doing in hands.forms().items()
        ),
    ]


def _posted(screens: Screens, doing: Doing) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a form: do it, then show the place again. A complaint is shown there too."""

    async def endpoint(request: Request) -> Response:
        reader = screens.reader(request.path_params["person"])
        if reader is None:
            return gone("There is nobody of that name.")
        form = Form(())
        try:
            form = await posted(request)
            extra = await doing(Asked(reader, place_of(reader, form.one("back")), form))
        except (NotPossible, NotUnderstood) as problem:
            extra = Extra(notice=str(problem))
        place = place_of(reader, form.one("back"))
        if extra == Extra():
            return RedirectResponse(place.address(reader), 303, HEADERS)
        return HTMLResponse(screens.channel(reader, place, extra, is_visit=False), headers=HEADERS)

    return endpoint
