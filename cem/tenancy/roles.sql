-- The two roles of an installation. Run as a superuser, any number of times.
-- cem_owner owns the tables and migrates; cem_app runs the web and the workers and can never see past row-level security.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cem_owner') THEN
        CREATE ROLE cem_owner LOGIN NOSUPERUSER BYPASSRLS CREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cem_app') THEN
        CREATE ROLE cem_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
END
$$;
