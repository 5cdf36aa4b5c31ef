import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing_devices", "0003_leases_know_their_licence")]
    operations = [
        migrations.AlterField(
            model_name="lease",
            name="licence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="leases", to="licensing_licences.licence"
            ),
        ),
    ]
