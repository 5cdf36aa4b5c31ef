from django.apps import AppConfig


class ProductKeys(AppConfig):
    name = "abaca.store.product_keys"
    label = "store_product_keys"
