"""The search: its queries, its pages, its counts. Nothing here changes a record."""
