from django.apps import AppConfig


class Licences(AppConfig):
    name = "abaca.licensing.licences"
    label = "licensing_licences"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415  # models are loaded only now

        from .jobs import ENDS  # noqa: PLC0415

        register(ENDS)
