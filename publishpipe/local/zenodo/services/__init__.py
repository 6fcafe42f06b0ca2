"""The life of records, files and communities: all rules about what may follow what. Nothing here knows HTTP."""
