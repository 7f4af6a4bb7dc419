"""Every method of the Web API that is played, by name, with the arguments that Slack documents for it."""

from collections.abc import Callable
from typing import TypeAlias

from bot.demo.workspace.api import apps, chat, conversations, files, marks, people, views
from bot.demo.workspace.api.arguments import Arguments
from bot.demo.workspace.model import Json
from bot.demo.workspace.workspace import Workspace

Method: TypeAlias = Callable[[Workspace, Arguments], Json]

METHODS: dict[str, Method] = {
    **people.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **marks.METHODS,
    **views.METHODS,
    **files.METHODS,
    **apps.METHODS,
}

_SAID = "text blocks attachments thread_ts metadata unfurl_links unfurl_media mrkdwn parse link_names "
_PAGED = "cursor limit "
_WHO = "as_user username icon_emoji icon_url "

DOCUMENTED: dict[str, frozenset[str]] = {
    name: frozenset(arguments.split())
    for name, arguments in {
        "apps.connections.open": "",
        "auth.test": "",
        "team.info": "team domain",
        "users.info": "user include_locale",
        "users.list": _PAGED + "include_locale team_id",
        "users.lookupByEmail": "email",
        "usergroups.list": "include_count include_disabled include_users team_id",
        "usergroups.users.list": "usergroup include_disabled team_id",
        "conversations.create": "name is_private team_id",
        "conversations.invite": "channel users force",
        "conversations.setTopic": "channel topic",
        "conversations.setPurpose": "channel purpose",
        "conversations.archive": "channel",
        "conversations.rename": "channel name",
        "conversations.join": "channel",
        "conversations.open": "channel users return_im prevent_creation",
        "conversations.info": "channel include_locale include_num_members",
        "conversations.list": _PAGED + "exclude_archived types team_id",
        "conversations.members": _PAGED + "channel",
        "conversations.history": _PAGED + "channel include_all_metadata inclusive latest oldest",
        "conversations.replies": _PAGED + "channel ts include_all_metadata inclusive latest oldest",
        "chat.postMessage": _SAID + _WHO + "channel reply_broadcast markdown_text",
        "chat.update": _SAID.replace("thread_ts ", "") + "channel ts as_user reply_broadcast file_ids",
        "chat.delete": "channel ts as_user",
        "chat.postEphemeral": _SAID.replace("metadata ", "") + _WHO + "channel user",
        "chat.getPermalink": "channel message_ts",
        "pins.add": "channel timestamp",
        "pins.remove": "channel timestamp",
        "pins.list": "channel",
        "reactions.add": "channel timestamp name",
        "reactions.remove": "channel timestamp name file file_comment",
        "bookmarks.add": "channel_id title type access_level emoji entity_id link parent_id",
        "bookmarks.list": "channel_id",
        "views.open": "view trigger_id interactivity_pointer",
        "views.push": "view trigger_id interactivity_pointer",
        "views.update": "view view_id external_id hash",
        "views.publish": "user_id view hash interactivity_pointer",
        "files.getUploadURLExternal": "filename length alt_txt snippet_type",
        "files.completeUploadExternal": "files channel_id channels thread_ts initial_comment blocks",
        "files.info": _PAGED + "file page count",
    }.items()
}
