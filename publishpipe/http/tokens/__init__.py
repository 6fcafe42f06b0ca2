"""Tokens: how one is made, what one looks like, and where it is kept between two commands."""
