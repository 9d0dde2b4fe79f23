"""From an article to documents: HTML, PDF, text, Markdown, charts, and the process that sets them.

Nothing is chosen or worded here: an article comes in whole.
"""
