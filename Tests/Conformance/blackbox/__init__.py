"""Drives the built executable from outside: commands, HTTP and the database file, never its code."""
