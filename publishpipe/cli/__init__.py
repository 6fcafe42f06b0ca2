"""The command line: words in, exit code out. Nothing here decides what is done to a release."""
