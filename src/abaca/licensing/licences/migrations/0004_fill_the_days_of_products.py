"""Products and plans that are known already get the instant at which the journal heard of them."""

from django.db import migrations

FILL = """
UPDATE licensing_licences_plan plan SET created_at = coalesce((
    SELECT min(e.at) FROM licensing_journal_entry e JOIN licensing_licences_product p ON p.id = plan.product_id
    WHERE e.what = 'plan.described' AND e.about = p.code || '/' || plan.code), '2026-01-01T00:00:00Z');
UPDATE licensing_licences_product product SET created_at = coalesce((
    SELECT min(plan.created_at) FROM licensing_licences_plan plan WHERE plan.product_id = product.id),
    '2026-01-01T00:00:00Z');
INSERT INTO licensing_licences_entitlement (product_id, code, uuid, name, created_at)
SELECT DISTINCT ON (plan.product_id, named.code) plan.product_id, named.code, gen_random_uuid(),
    upper(left(named.code, 1)) || replace(lower(substr(named.code, 2)), '_', ' '), plan.created_at
FROM licensing_licences_plan plan, unnest(plan.entitlements) AS named (code)
ORDER BY plan.product_id, named.code, plan.created_at;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("licensing_licences", "0003_programs_may_ask_in_other_ways"),
        ("licensing_journal", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
