"""The archive: logs of records that nobody can alter unseen. Knows nothing of the rest of Sekisho."""
