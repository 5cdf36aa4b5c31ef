from django.apps import AppConfig
from django.core.checks import register


class Notices(AppConfig):
    name = "abaca.store.notices"
    label = "store_notices"

    def ready(self) -> None:
        from .queries import calendar_errors  # noqa: PLC0415 - models are ready only now

        register(calendar_errors)
