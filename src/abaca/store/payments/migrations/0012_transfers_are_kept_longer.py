from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0011_transfers_are_forgotten")]

    operations = [migrations.AddField("transfer", "needed_until", models.DateTimeField(null=True))]
