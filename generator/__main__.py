"""``python -m generator`` is ``marketwrap``."""

from generator.cli import main

main()
