"""What Zenodo takes, and is perhaps not meant: names, texts, dates, access."""
