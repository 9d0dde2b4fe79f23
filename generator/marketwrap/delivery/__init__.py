"""From a checked brief to its readers: approved, made personal, sent once, kept, shown.

What a brief says is none of its business; when it goes out is settled above, in ``app``.
"""
