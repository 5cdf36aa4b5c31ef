"""Counters may be lost in a crash; in return they cost no write-ahead log."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("licensing_product_keys", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE licensing_product_keys_unknownkeycount SET UNLOGGED",
            "ALTER TABLE licensing_product_keys_unknownkeycount SET LOGGED",
        )
    ]
