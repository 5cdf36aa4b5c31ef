from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store_product_keys', '0002_keys_come_from_sources'),
    ]

    operations = [
        migrations.AddField(
            model_name='productkey',
            name='file_name',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='productkey',
            name='form',
            field=models.CharField(default='abaca', max_length=10),
        ),
        migrations.AddField(
            model_name='productkey',
            name='media_type',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='productkey',
            name='seats',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='productkey',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['abaca', 'foreign', 'block', 'file', 'same'])), name='product_key_form_known'),
        ),
    ]
