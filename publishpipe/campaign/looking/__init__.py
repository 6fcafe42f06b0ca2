"""What many releases are now: by lists where these tell for sure, else each by its own look."""
