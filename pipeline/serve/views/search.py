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
from pipeline.store.disposals import disposal_facts, disposal_of, read_disposals
from pipeline.store.record import Snapshot
from schemas.tables.disposal import Disposal

_MOST_HITS = 50
_LONGEST_QUESTION = 200


@for_users(Right.LOOK)
def _search(call: UserCall) -> Response:
    words = call.query.get("q", "").strip()[:_LONGEST_QUESTION]
    found, of_citizen = None, None
    disposed: list[Disposal] = []
    unnoted: list[StorageError] = []
    if words:
        root, settings = call.site.folder.root, signed_settings(call)
        number = "".join(words.split())
        if number.isascii() and number.isdecimal() and len(number) == 12:
            of_citizen = find.lookup(root, settings, number)
        disposed = _find_disposed(call.site.store.snapshot(), words)
        request = SearchRequest(words, _MOST_HITS)
        found = find.search(root, settings, request, unnoted=unnoted.append)
    told = [call.words.error(error)[0] for error in unnoted]
    return call.page(
        "search.html.j2",
        q=words,
        found=found,
        reusable=of_citizen["documents"] if of_citizen else None,
        removed=of_citizen["disposed"] if of_citizen else [],
        disposed=[(disposal_facts(one), one.dossier_code) for one in disposed],
        unnoted=told,
    )


def _find_disposed(snapshot: Snapshot, words: str) -> list[Disposal]:
    """What was removed of the dossier, or the document, that is asked for by its code."""
    one = disposal_of(snapshot, words)
    return [one] if one is not None else read_disposals(snapshot, [words])


def signed_settings(call: UserCall) -> Settings:
    """The settings with the user as who acts: the audit trail and events name them."""
    return call.site.settings.model_copy(update={"operator": call.session.user.name})


ROUTES = [Route("/search", _search)]
