from django.apps import AppConfig


class Newsletters(AppConfig):
    name = "abaca.store.newsletters"
    label = "store_newsletters"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - models are ready only now

        from .jobs import DUE_WORK  # noqa: PLC0415 - the same

        for work in DUE_WORK:
            register(work)
