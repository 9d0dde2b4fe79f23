"""From findings to an article: editions, plan, sentences in their order, exhibits.

No HTML belongs here, and no file.
"""
