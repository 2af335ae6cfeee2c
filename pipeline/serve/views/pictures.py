"""Pictures of pages and crops, for whoever may see the document."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import InputError
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users
from pipeline.serve.papers.pictures import PageFile


@for_users(Right.LOOK)
def _page(call: UserCall) -> Response:
    return _jpeg(call.site.pictures.page(_file(call)))


@for_users(Right.LOOK)
def _crop(call: UserCall) -> Response:
    try:
        x0, y0, x1, y1 = (float(edge) for edge in call.query.get("part", "").split(","))
    except ValueError:
        raise _gone_error("part") from None
    return _jpeg(call.site.pictures.crop(_file(call), (x0, y0, x1, y1)))


def _file(call: UserCall) -> PageFile:
    """The page that is asked for; that it was seen stands in the audit trail."""
    document_id, page = call.query.get("document", ""), call.query.get("page", "")
    if not page.isdecimal() or len(page) > 6 or int(page) < 1:
        raise _gone_error(document_id)
    document = call.site.document(document_id)
    if f"review item shown {document_id}" not in call.session.looks:
        call.site.record_look(call.session, "page shown", document_id)
    return document.page_file(int(page))


def _gone_error(item: str) -> InputError:
    return InputError(
        "picture_gone", "there is no such page", item=item, remedy="ask again"
    )


def _jpeg(content: bytes) -> Response:
    return Response(content, media_type="image/jpeg")


ROUTES = [Route("/page.jpg", _page), Route("/crop.jpg", _crop)]
