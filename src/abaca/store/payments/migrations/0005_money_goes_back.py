import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store_payments", "0004_methods_know_their_country")]

    operations = [
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('provider', 'provider'), ('bank', 'bank')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('document', models.CharField(max_length=40)),
                ('cause', models.CharField(max_length=40)),
                ('iban', models.CharField(blank=True, max_length=34)),
                ('state', models.CharField(choices=[('ready', 'ready'), ('sent', 'sent'), ('unknown', 'unknown'), ('pending', 'pending'), ('succeeded', 'succeeded'), ('failed', 'failed'), ('lost', 'lost')], default='ready', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('asked', models.PositiveSmallIntegerField(default=0)),
                ('provider_ref', models.CharField(blank=True, max_length=80)),
                ('decline_code', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='store_payments.payment'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='refund_due'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('payment', 'number'), name='refunds_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'unknown', 'pending', 'succeeded', 'failed', 'lost'])), name='refund_state_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('iban', ''), models.Q(('kind', 'bank'), ('state', 'ready')), _connector='OR'), name='iban_until_paid'),
        ),
    ]
