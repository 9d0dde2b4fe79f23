"""All grammar, words and formats of a language: facts in, text out.

No judgement belongs here: what is worth saying is settled before a phrase is filled.
"""
