"""The store: every table declared in one place, and generations of them kept in DuckDB files."""
