from django.apps import AppConfig


class Notices(AppConfig):
    name = "abaca.store.notices"
    label = "store_notices"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - the registry of apps is ready only now
        from abaca.store.notices.jobs import NOTICES  # noqa: PLC0415

        register(NOTICES)
