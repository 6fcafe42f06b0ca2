"""Many releases at once: each exactly as if it were alone, all of them planned, asked for and told together.

file/      the campaign file and its table: read, checked, and the releases that they name
planning/  pure: which release must wait for which, and what all of them take together
looking/   what many releases are now, by lists instead of one look each
running/   releases in threads, under one budget, with one way to reach each server
verbs      plan, apply, status, verify; and orphans
"""
