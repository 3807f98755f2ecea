from django.db import migrations

# Raises where no organisation is in force, so that a forgotten context is an error and never an empty answer.
CREATE = """
CREATE FUNCTION cem_current_organization() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    value text := current_setting('cem.organization_id', true);
BEGIN
    IF value IS NULL OR value = '' THEN
        RAISE EXCEPTION 'no tenant context' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN value::uuid;
END
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION cem_current_organization()")]
