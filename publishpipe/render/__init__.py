"""Events and values → what a person or a program reads. Together with `cli` the only code that prints."""
