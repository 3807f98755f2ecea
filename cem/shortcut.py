"""Respondents are nobody's members: their requests pass by everything that knows a session.

    MIDDLEWARE = [..., "cem.shortcut.Entrance", <sessions, sign-in, forms>, "cem.shortcut.end", ...]

What stands between the two is skipped for the addresses that respondents and SDKs call. They are most of the traffic,
and it keeps the cookies of a signed-in colleague out of them.
"""

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PUBLIC_PATHS = ("/s/", "/api/v1/client/")

Handler = Callable[[HttpRequest], HttpResponse]

# Django builds a chain from its end and in one thread, so that an entrance finds the end of its own chain here.
_newest = threading.local()


def end(get_response: Handler) -> Handler:
    _newest.end = get_response
    return get_response


class Entrance:
    def __init__(self, get_response: Handler) -> None:
        self._whole_way = get_response
        self._short_way: Handler = _newest.end

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PUBLIC_PATHS):
            return self._short_way(request)
        return self._whole_way(request)
