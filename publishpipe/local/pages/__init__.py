"""Pages for people: what is here, as it will be seen; served, and kept as files beside the store."""
