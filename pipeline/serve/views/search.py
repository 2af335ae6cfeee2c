"""Full text and citizens' numbers: what the archive holds."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from pipeline.config import Settings
from pipeline.errors import StorageError
from pipeline.operations.finding import find
from pipeline.search.request import SearchRequest
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users

_MOST_HITS = 50
_LONGEST_QUESTION = 200


@for_users(Right.LOOK)
def _search(call: UserCall) -> Response:
    words = call.query.get("q", "").strip()[:_LONGEST_QUESTION]
    found, reusable = None, None
    unnoted: list[StorageError] = []
    if words:
        root, settings = call.site.folder.root, signed_settings(call)
        number = "".join(words.split())
        if number.isascii() and number.isdecimal() and len(number) == 12:
            reusable = find.lookup(root, settings, number)["documents"]
        request = SearchRequest(words, _MOST_HITS)
        found = find.search(root, settings, request, unnoted=unnoted.append)
    told = [call.words.error(error)[0] for error in unnoted]
    values = {"found": found, "reusable": reusable, "unnoted": told}
    return call.page("search.html.j2", q=words, **values)


def signed_settings(call: UserCall) -> Settings:
    """The settings with the user as who acts: the audit trail and events name them."""
    return call.site.settings.model_copy(update={"operator": call.session.user.name})


ROUTES = [Route("/search", _search)]
