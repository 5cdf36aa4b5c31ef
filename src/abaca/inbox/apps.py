from django.apps import AppConfig


class Inbox(AppConfig):
    name = "abaca.inbox"
    label = "inbox"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - models are ready only now

        from .jobs import FILES, MAILBOX, READING, RETENTION  # noqa: PLC0415 - the same

        register(READING)
        register(MAILBOX)
        register(RETENTION)
        register(FILES)
