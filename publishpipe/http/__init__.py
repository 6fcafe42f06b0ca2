"""One way to a server for all: what is asked, when it is tried again, what an answer means.

Nothing here knows a repository's words.
"""
