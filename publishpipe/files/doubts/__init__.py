"""What of local files is perhaps not meant to be published: their names, what stands in them, old beside new."""
