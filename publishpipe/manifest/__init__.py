"""What the researcher wrote: read, checked, explained, and written.

Nothing here knows a server or changes a lockfile.
"""
