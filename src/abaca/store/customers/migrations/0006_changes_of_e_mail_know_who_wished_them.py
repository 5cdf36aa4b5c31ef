from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_customers", "0005_customers_are_held")]

    operations = [
        migrations.AddField("emailchange", "by_staff", models.BooleanField(default=False)),
    ]
