import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('licensing_devices', '0004_every_lease_has_a_licence'),
        ('licensing_licences', '0005_products_have_a_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='BridgeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lookup', models.BinaryField(max_length=32, unique=True)),
                ('counts_for', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('valid_until', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('kid', models.CharField(blank=True, max_length=8)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='licensing_licences.plan')),
            ],
            options={
                'indexes': [models.Index(fields=['counts_for', 'made_at'], name='bridge_codes_of_one')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kid', ''), ('used_at', None)), models.Q(('used_at__isnull', False), models.Q(('kid', ''), _negated=True)), _connector='OR'), name='a_used_bridge_code_gave_a_lease')],
            },
        ),
    ]
