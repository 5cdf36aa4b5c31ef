"""Started by a test with every setting filled in: prints what the program sees of a request, and what a report tells.

It goes through granian's own wrapper, which lays the environment of the process under every request.
"""

import json
import sys
from typing import Any

from django.core.signals import got_request_exception, request_started
from django.views.debug import ExceptionReporter
from granian.wsgi import _callback_wrapper

from abaca.config.wsgi import application

SEEN: dict[str, Any] = {"meta": {}, "reports": []}


class Answer:
    """Takes what granian would send."""

    def response_bytes(self, status: int, _headers: Any, body: bytes) -> None:
        SEEN["status"], SEEN["page"] = status, body.decode()

    def response_iter(self, status: int, _headers: Any, body: Any) -> None:
        SEEN["status"], SEEN["page"] = status, b"".join(body.inner).decode()


def start(environ: dict[str, Any], **_facts: Any) -> None:
    SEEN["meta"] = {name: str(value) for name, value in environ.items()}


def broke(request: Any = None, **_facts: Any) -> None:
    reporter = ExceptionReporter(request, *sys.exc_info())
    SEEN["reports"] += [reporter.get_traceback_html(), reporter.get_traceback_text()]


request_started.connect(start)
got_request_exception.connect(broke)
SCOPE = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost:8000",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.url_scheme": "http",
    "wsgi.input": sys.stdin.buffer,
}
_callback_wrapper(application, {})(Answer(), SCOPE)
print(json.dumps(SEEN))
