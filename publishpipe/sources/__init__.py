"""What others can read already of the same thing: `.zenodo.json`, `CITATION.cff`, `codemeta.json`, in one vocabulary.

Each kind has a module that yields what a file says in the field names of Zenodo's deposit API, which most others map
to, with the richer forms of our manifests, and what it could not say. Licences stay as they are written. What a
repository makes of that is its own: `first_metadata` in its module `repository`. Nothing here writes or asks.
"""
