"""The JSON Schemas of the folder `schemas`, and the formats that they name.

Nothing here knows whose documents they check.
"""
