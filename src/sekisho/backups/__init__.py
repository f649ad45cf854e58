"""Backups of everything that Sekisho keeps (第5条第1号コ): taken, checked, put back, and proven to be restorable.

Two makers behind one protocol: restic where it is installed, an archive of our own where not. The keys of the archive
are not in a backup: who has both could sign anything.
"""
