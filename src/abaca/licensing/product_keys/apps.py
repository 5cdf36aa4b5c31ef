from django.apps import AppConfig


class ProductKeys(AppConfig):
    name = "abaca.licensing.product_keys"
    label = "licensing_product_keys"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415  # models are loaded only now

        from .jobs import COUNTS  # noqa: PLC0415

        register(COUNTS)
