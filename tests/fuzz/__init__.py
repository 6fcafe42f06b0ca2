"""Whatever comes in, from a manifest or from a server, nothing is unforeseen."""
