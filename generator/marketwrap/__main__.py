"""``python -m marketwrap`` is ``marketwrap``."""

from marketwrap.cli import main

main()
