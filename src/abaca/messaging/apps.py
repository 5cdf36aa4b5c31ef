from django.apps import AppConfig


class Messaging(AppConfig):
    name = "abaca.messaging"
    label = "messaging"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - models are ready only now

        from .jobs import OUTBOX, RETENTION  # noqa: PLC0415 - the same

        register(OUTBOX)
        register(RETENTION)
