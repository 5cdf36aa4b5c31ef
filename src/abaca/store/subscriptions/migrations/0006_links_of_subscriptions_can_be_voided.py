from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_subscriptions", "0005_subscriptions_know_their_next_price")]

    operations = [migrations.AddField("subscription", "link_edition", models.PositiveIntegerField(default=0))]
