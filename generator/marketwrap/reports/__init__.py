"""Answers beside the brief: the rulebook, precedents in full, the audit of a quoted claim, the track record.

No part of a brief belongs here, and nothing that is mailed.
"""
