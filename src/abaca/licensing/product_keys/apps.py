from django.apps import AppConfig


class ProductKeys(AppConfig):
    name = "abaca.licensing.product_keys"
    label = "licensing_product_keys"
