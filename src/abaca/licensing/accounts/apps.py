from django.apps import AppConfig


class Accounts(AppConfig):
    name = "abaca.licensing.accounts"
    label = "licensing_accounts"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415  # models are loaded only now

        from .jobs import DUE_WORK  # noqa: PLC0415

        for work in DUE_WORK:
            register(work)
