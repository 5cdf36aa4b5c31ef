import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("store_product_keys", "0004_errands_for_keys_still_wanted")]
    operations = [
        migrations.AddField("productkey", "instead_of", models.CharField(blank=True, default="", max_length=40)),
        migrations.AlterField("productkey", "instead_of", models.CharField(blank=True, max_length=40)),
        migrations.RemoveConstraint("productkey", "one_key_per_line_and_seat"),
        migrations.AddConstraint(
            "productkey",
            models.UniqueConstraint(
                fields=["line", "seat"], condition=Q(withdrawn_on=None), name="one_key_per_line_and_seat"
            ),
        ),
        migrations.AddConstraint(
            "productkey",
            models.UniqueConstraint(
                fields=["instead_of"], condition=~Q(instead_of=""), name="a_key_is_taken_back_once"
            ),
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_address", models.CharField(max_length=254)),
                ("language", models.CharField(max_length=10)),
                ("sent_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="store_product_keys.productkey",
                    ),
                ),
            ],
            options={"ordering": ["-sent_at", "-id"]},
        ),
    ]
