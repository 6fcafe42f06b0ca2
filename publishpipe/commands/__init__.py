"""The verbs, one file each, for the command line and for Python alike.

Nothing here prints, or knows one repository from another.
"""
