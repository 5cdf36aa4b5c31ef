"""The term ledger only grows, and the terms of a licence never overlap: truths that the database keeps."""

from django.db import migrations

GUARD = """
CREATE FUNCTION licensing_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the term ledger only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON licensing_licences_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION licensing_ledger_only_grows();
"""
UNGUARD = """
DROP TRIGGER only_grows ON licensing_licences_ledgerentry;
DROP FUNCTION licensing_ledger_only_grows();
"""
APART = """
ALTER TABLE licensing_licences_term ADD CONSTRAINT terms_never_overlap
  EXCLUDE USING gist (int8range(licence_id, licence_id, '[]') WITH &&, daterange(begins, ends) WITH &&);
"""
NOT_APART = "ALTER TABLE licensing_licences_term DROP CONSTRAINT terms_never_overlap;"


class Migration(migrations.Migration):
    dependencies = [("licensing_licences", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(APART, NOT_APART),
    ]
