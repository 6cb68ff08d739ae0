"""The guards of consents in the database itself, on PostgreSQL and SQLite: no view and no program gets past them.

Whoever alters one of these tables on SQLite drops the guards first and draws them again after: SQLite makes a table
anew, and refuses to while a trigger names it. So they name only tables of this package there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core import append_only

REQUEST, CONSENT = "certificates_consentrequest", "certificates_consent"
WITHDRAWAL, DISCLOSURE = "certificates_consentwithdrawal", "certificates_disclosure"

_PG = """
CREATE OR REPLACE FUNCTION fields_within(part jsonb, whole jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN jsonb_typeof(part) = 'array' THEN jsonb_array_length(part) > 0 AND part <@ whole ELSE false END $$;

CREATE OR REPLACE FUNCTION refuse_consent_beyond_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM certificates_consentrequest r JOIN accounts_user u ON u.id = NEW.given_by_id
  WHERE r.id = NEW.request_id AND r.person_id = NEW.person_id AND r.employer_id = NEW.employer_id
    AND r.text_id = NEW.text_id AND u.person_id = NEW.person_id AND fields_within(NEW.fields, r.fields);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'consent beyond its question' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificates_consent_within BEFORE INSERT ON certificates_consent
FOR EACH ROW EXECUTE FUNCTION refuse_consent_beyond_question();

CREATE OR REPLACE FUNCTION hold_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM certificates_consent WHERE id = NEW.consent_id FOR UPDATE;
  RETURN NEW;
END $$;
CREATE TRIGGER certificates_consentwithdrawal_holds BEFORE INSERT ON certificates_consentwithdrawal
FOR EACH ROW EXECUTE FUNCTION hold_consent();

CREATE OR REPLACE FUNCTION refuse_disclosure_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Held first, in a statement of its own: the next one sees a withdrawal that was waited for.
  PERFORM 1 FROM certificates_consent WHERE id = NEW.consent_id FOR UPDATE;
  PERFORM 1 FROM certificates_consent c JOIN organisations_employer e ON e.id = c.employer_id
  WHERE c.id = NEW.consent_id AND c.person_id = NEW.person_id AND c.employer_id = NEW.employer_id
    AND NEW.at >= c.given_at AND NEW.at < c.expires_at AND e.is_verified AND fields_within(NEW.fields, c.fields)
    AND NOT EXISTS (SELECT 1 FROM certificates_consentwithdrawal w WHERE w.consent_id = c.id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'disclosure without consent' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificates_disclosure_consented BEFORE INSERT ON certificates_disclosure
FOR EACH ROW EXECUTE FUNCTION refuse_disclosure_without_consent();
"""
_PG_DROP = """
DROP TRIGGER certificates_disclosure_consented ON certificates_disclosure;
DROP TRIGGER certificates_consentwithdrawal_holds ON certificates_consentwithdrawal;
DROP TRIGGER certificates_consent_within ON certificates_consent;
DROP FUNCTION refuse_disclosure_without_consent();
DROP FUNCTION hold_consent();
DROP FUNCTION refuse_consent_beyond_question();
DROP FUNCTION fields_within(jsonb, jsonb);
"""


# NEW.fields is an array of some of WHOLE, and not empty.
_WITHIN = """json_type(NEW.fields) = 'array' AND json_array_length(NEW.fields) > 0 AND NOT EXISTS (
  SELECT 1 FROM json_each(NEW.fields) f
  WHERE f.type <> 'text' OR f.value NOT IN (SELECT value FROM json_each(WHOLE)))"""
_SQLITE = (
    """
CREATE TRIGGER certificates_consent_within BEFORE INSERT ON certificates_consent WHEN NOT EXISTS (
  SELECT 1 FROM certificates_consentrequest r
  WHERE r.id = NEW.request_id AND r.person_id = NEW.person_id AND r.employer_id = NEW.employer_id
    AND r.text_id = NEW.text_id AND WITHIN)
BEGIN SELECT RAISE(ABORT, 'consent beyond its question'); END
""".replace("WITHIN", _WITHIN.replace("WHOLE", "r.fields")),
    """
CREATE TRIGGER certificates_disclosure_consented BEFORE INSERT ON certificates_disclosure WHEN NOT EXISTS (
  SELECT 1 FROM certificates_consent c
  WHERE c.id = NEW.consent_id AND c.person_id = NEW.person_id AND c.employer_id = NEW.employer_id
    AND NEW.at >= c.given_at AND NEW.at < c.expires_at AND WITHIN
    AND NOT EXISTS (SELECT 1 FROM certificates_consentwithdrawal w WHERE w.consent_id = c.id))
BEGIN SELECT RAISE(ABORT, 'disclosure without consent'); END
""".replace("WITHIN", _WITHIN.replace("WHOLE", "c.fields")),
)


def create_statements(vendor: str) -> list[str]:
    """Return the statements that draw the guards."""
    return [_PG] if vendor == "postgresql" else list(_SQLITE)


def drop_statements(vendor: str) -> list[str]:
    """Return the statements that take them away."""
    if vendor == "postgresql":
        return [_PG_DROP]
    return [
        f"DROP TRIGGER {name}"
        for name in ("certificates_disclosure_consented", "certificates_consent_within")
    ]


def guard_operations() -> list[migrations.RunPython]:
    """Return the operations of a migration that draws the guards."""

    def forwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in create_statements(editor.connection.vendor):
            editor.execute(statement, params=None)

    def backwards(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in drop_statements(editor.connection.vendor):
            editor.execute(statement, params=None)

    return [migrations.RunPython(forwards, backwards)]


def free_questions(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Let a migration alter the table of questions: it may be updated, and no trigger names it on SQLite."""
    vendor = editor.connection.vendor
    guards = drop_statements(vendor) if vendor == "sqlite" else []
    for statement in (*guards, *append_only.drop_statements(REQUEST, vendor)):
        editor.execute(statement, params=None)


def draw_questions(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Draw again what `free_questions` took away."""
    vendor = editor.connection.vendor
    guards = create_statements(vendor) if vendor == "sqlite" else []
    for statement in (*guards, *append_only.create_statements(editor.connection, REQUEST)):
        editor.execute(statement, params=None)
