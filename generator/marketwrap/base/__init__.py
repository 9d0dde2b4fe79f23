"""What every room may use: the values handed along, errors, settings, conditions, templates, files on disk.

No room's own knowledge belongs here; it imports nothing of the others.
"""
