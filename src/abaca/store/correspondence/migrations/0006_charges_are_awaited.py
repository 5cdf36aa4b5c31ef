from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_correspondence", "0005_declarations_are_kept_for_a_time")]

    operations = [
        migrations.CreateModel(
            name="AwaitedCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("asked_by", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "asked_by"), name="a_charge_is_awaited_once_by_each")
                ],
            },
        ),
    ]
