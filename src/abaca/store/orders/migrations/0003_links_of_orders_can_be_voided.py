from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_orders", "0002_orders_are_taxed_and_reduced")]

    operations = [migrations.AddField("order", "link_edition", models.PositiveIntegerField(default=0))]
