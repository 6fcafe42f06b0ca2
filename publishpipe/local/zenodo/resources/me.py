"""`/api/me`: whose token is this?"""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.resources.call import Call

UNAUTHORISED = (
    "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong "
    "credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
)


async def me(call: Call) -> Response:
    """The account of the token: the one call that answers 401 to a bad one."""
    if call.caller is None:
        raise refusals.framework(401, UNAUTHORISED)
    return JSONResponse(
        {
            "id": call.caller.id,
            "email": call.caller.email,
            "confirmed_at": call.caller.created,
            "last_login_at": None,
            "roles": [],
        }
    )
