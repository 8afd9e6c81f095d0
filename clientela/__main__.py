"""`clientela` on the command line."""

import os


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    from clientela.config.commands import app

    app()


if __name__ == "__main__":
    main()
