import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store_orders', '0001_initial'),
        ('store_product_keys', '0003_keys_know_their_form'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('seat', models.PositiveIntegerField()),
                ('seats', models.PositiveIntegerField(default=1)),
                ('running_no', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('follows', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('announced_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='errand',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='store_orders.line'),
        ),
        migrations.AddIndex(
            model_name='errand',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='errand_due'),
        ),
        migrations.AddIndex(
            model_name='errand',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'asked', 'parked'])), fields=['id'], name='errand_undone'),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.UniqueConstraint(fields=('line', 'seat'), name='one_errand_per_line_and_seat'),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'asked', 'parked', 'delivered', 'called_off'])), name='errand_state_known'),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state__in', ['waiting', 'asked'])), models.Q(models.Q(('state__in', ['waiting', 'asked']), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='errand_open_has_its_time'),
        ),
    ]
