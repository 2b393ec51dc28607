"""The API for machines, under /api/v1: what each person may do, and the library's operations."""
