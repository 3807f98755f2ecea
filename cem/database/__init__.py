"""PostgreSQL as Django knows it, with a health check that asks the operating system instead of the server."""
