"""The only bridge between Django and the archive: Sekisho's own journal is drained into the log `journal`.

The database stays what people read and write. The log is the copy that nobody alters unseen: each event as it
was recorded, under a signed checkpoint seconds later.
"""
