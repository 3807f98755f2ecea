-- What cem_app may do in a database of cem_owner. Run in that database as a superuser, any number of times.
-- TRUNCATE and REFERENCES are left out: TRUNCATE ignores row-level security and would empty every organisation at once.
GRANT USAGE ON SCHEMA public TO cem_app;
GRANT CREATE, USAGE ON SCHEMA public TO cem_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE cem_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cem_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cem_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO cem_app;
