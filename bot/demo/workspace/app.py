"""The workspace as an ASGI application: its own routes, and those of a page if there is one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.guard import Guard
from bot.demo.workspace.routes import workspace_routes
from bot.demo.workspace.workspace import Workspace

__all__ = ["create_app", "create_workspace", "workspace_app", "workspace_routes"]


def create_app(config: WorkspaceConfig, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """A new workspace, served. It is `app.state.workspace`."""
    return workspace_app(create_workspace(config), extra_routes)


def workspace_app(workspace: Workspace, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """A given workspace, served, with the routes of a page that was made for it."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        await workspace.aclose()

    host = urlsplit(workspace.config.base_url).hostname or ""
    app = Starlette(
        routes=[*workspace_routes(workspace), *extra_routes],
        middleware=[Middleware(Guard, host=host)],
        lifespan=lifespan,
    )
    app.state.workspace = workspace
    return app
