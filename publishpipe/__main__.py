"""`publishpipe`, and `python -m publishpipe`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from publishpipe.cli import run  # noqa: PLC0415  # the package's name must not cost the command line's start-up

    run()


if __name__ == "__main__":
    main()
