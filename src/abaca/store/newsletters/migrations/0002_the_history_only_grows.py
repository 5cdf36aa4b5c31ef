"""Nobody changes or takes away what somebody said about newsletters: it is the proof that we may write, or may not.

Two things may be changed, by those who say so: whose a line is, when customers are merged, and what is personal in it,
when a person is erased.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION store_newsletters_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('abaca.retention', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN
      RETURN OLD;
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'customer_id') = (to_jsonb(OLD) - 'customer_id') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was said about newsletters only grows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON store_newsletters_declaration
  FOR EACH ROW EXECUTE FUNCTION store_newsletters_only_grows();
"""
UNGUARD = """
DROP TRIGGER only_grows ON store_newsletters_declaration;
DROP FUNCTION store_newsletters_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("store_newsletters", "0001_newsletters")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
