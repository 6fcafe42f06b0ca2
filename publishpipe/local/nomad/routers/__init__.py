"""The addresses of the API, each with what it takes and gives. Nothing here processes an upload."""
