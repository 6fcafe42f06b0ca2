"""Many releases, for people: their plan, how far they are, how they ended, and reports."""
