"""What we write for PostgreSQL, tried on a real one."""
