"""Nothing in the books is ever changed, and what does not sum to zero is refused: truths that the database keeps."""

from django.db import migrations

# rows only: a truncated table is an empty shop, as the tests and a new demo want it
GUARD = """
CREATE FUNCTION store_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the books only grow: a correction is a new booking' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON store_ledger_transaction
  FOR EACH ROW EXECUTE FUNCTION store_ledger_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON store_ledger_posting
  FOR EACH ROW EXECUTE FUNCTION store_ledger_only_grows();
"""
UNGUARD = """
DROP TRIGGER only_grows ON store_ledger_posting;
DROP TRIGGER only_grows ON store_ledger_transaction;
DROP FUNCTION store_ledger_only_grows();
"""
# looks at all that one statement wrote, once: the postings of a booking come in one statement or not at all
BALANCE = """
CREATE FUNCTION store_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong bigint;
BEGIN
  SELECT transaction_id INTO wrong FROM fresh GROUP BY transaction_id HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'booking % does not sum to zero', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balances AFTER INSERT ON store_ledger_posting REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION store_ledger_balances();
"""
NO_BALANCE = """
DROP TRIGGER balances ON store_ledger_posting;
DROP FUNCTION store_ledger_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("store_ledger", "0001_the_books")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(BALANCE, NO_BALANCE),
    ]
