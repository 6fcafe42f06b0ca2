"""The embedded repository: Zenodo's and NOMAD's APIs on loopback, with their quirks, for rehearsals and tests.

It knows nothing of the client: each can be held against the other, or replaced, without a look inside.
"""
