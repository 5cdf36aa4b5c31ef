from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField("user", "role", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("user", "staff_since", models.DateTimeField(null=True)),
        migrations.AddField("user", "staff_until", models.DateTimeField(null=True)),
        migrations.AddField("user", "sessions_ended", models.PositiveIntegerField(default=0)),
    ]
