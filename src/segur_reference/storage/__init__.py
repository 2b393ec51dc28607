"""What is kept: rows in a database, and documents in an object store."""
