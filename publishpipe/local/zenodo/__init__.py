"""Zenodo's legacy deposit API, and the part of its native API that clients of the former need."""
