"""The door for web servers.

granian lays the environment of its process under every request, and other servers may do the same: paths of secrets,
and with DATABASE_URL a password. None of that is a fact of the request, so it is taken out before anybody sees it.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Any]


def without(inherited: Mapping[str, str], inner: WSGI) -> WSGI:
    """Return the application that sees of each request everything but the variables of its own process."""
    variables = tuple(inherited.items())

    def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for name, value in variables:
            if environ.get(name) == value:
                del environ[name]
        return inner(environ, start_response)  # type: ignore[no-any-return]

    return door


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


application: Any = without(os.environ.copy(), in_one_piece(get_wsgi_application()))
presence = importlib.import_module("abaca.licensing.devices.jobs")  # its models need Django, which is awake by now
presence.NOTICED.serve()
if settings.TRUSTED_PROXIES:
    # the limits count the visitor's network, not that of the proxy which ends his TLS
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
