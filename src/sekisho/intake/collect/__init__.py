"""Syslog is received over UDP, TCP and TLS, up to bytes that are durable in a spool."""
