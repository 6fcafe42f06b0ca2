"""The values that all others speak in. Nothing here reads, writes, or asks anything."""
