"""What NOMAD does to an upload once it has files: entries are found, parsed, indexed, published.

Nothing here answers a request.
"""
