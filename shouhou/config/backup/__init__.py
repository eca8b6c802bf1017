"""A backup: one consistent copy of the database and every attachment, with a list of what must be in it.

A folder (blobs are linked, so that a second backup on the same disk costs little) or one tar file; `shouhou restore` reads both.
"""
