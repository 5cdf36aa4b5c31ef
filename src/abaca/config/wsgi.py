"""The door for web servers."""

import importlib
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")


WSGI = Callable[[dict[str, Any], Callable[..., Any]], Any]


def in_one_piece(inner: WSGI) -> WSGI:
    """Hand an answer that is whole over as a list: the server would fetch it piece by piece otherwise."""

    def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = inner(environ, start_response)
        if answer.streaming:
            return answer  # type: ignore[no-any-return]
        whole = [answer.content]
        answer.close()
        return whole

    return door


application: Any = in_one_piece(get_wsgi_application())
presence = importlib.import_module("abaca.licensing.devices.jobs")  # its models need Django, which is awake by now
presence.NOTICED.serve()
if settings.TRUSTED_PROXIES:
    # the limits count the visitor's network, not that of the proxy which ends his TLS
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
