from django.apps import AppConfig


class Access(AppConfig):
    name = "abaca.access"
    label = "access"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - models are ready only now

        from .jobs import AUDIT  # noqa: PLC0415 - the same

        register(AUDIT)
