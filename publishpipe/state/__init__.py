"""What is kept beside the manifest: lockfile, saved plans, scratch folder. Nothing here knows a server."""
