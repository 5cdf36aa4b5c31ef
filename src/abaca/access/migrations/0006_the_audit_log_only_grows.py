"""Nobody changes an entry, and only the job that keeps the retention time takes any away."""

from django.db import migrations

GUARD = """
CREATE FUNCTION access_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('abaca.retention', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON access_auditentry
  FOR EACH ROW EXECUTE FUNCTION access_audit_only_grows();
"""
UNGUARD = """
DROP TRIGGER only_grows ON access_auditentry;
DROP FUNCTION access_audit_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_the_audit_log")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
