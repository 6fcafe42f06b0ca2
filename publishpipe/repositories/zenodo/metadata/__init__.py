"""How Zenodo changes what it is told, and what is the same to it. Pure: no request is made here."""
