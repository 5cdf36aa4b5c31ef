"""What an error report may tell: where it broke, and nothing that opens anything.

Django hides settings by their names and prints everything else: the environment that a web server lays under the
request, cookies, forms, and the variables of every function on the way, in which product keys, tokens and codes pass.
"""

from collections.abc import ItemsView
from types import FrameType, TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class WithoutSecrets(SafeExceptionReporterFilter):
    """Leave out what came with the request; of variables only the names remain, unless a rehearsal is debugged."""

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002 - Django's shape
        return {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002 - the same
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        sent = {} if request is None else request.POST
        return dict.fromkeys(sent, self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType | TracebackType
    ) -> ItemsView[str, Any]:
        variables: ItemsView[str, Any] = super().get_traceback_frame_variables(request, tb_frame)
        if settings.DEBUG and settings.REHEARSAL:
            return variables
        return dict.fromkeys((name for name, _value in variables), self.cleansed_substitute).items()
