from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0010_patience_begins_with_the_first_no"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="seen_to_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="seen_to_by",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
