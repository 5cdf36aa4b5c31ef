from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store_notices", "0003_notices_that_did_not_arrive"),
    ]

    operations = [
        migrations.AddField(
            model_name="undelivered",
            name="lost",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
