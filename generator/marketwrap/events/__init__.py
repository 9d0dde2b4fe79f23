"""What is known beside the prices: from a file of the user's, from the sample, from Yahoo.

An origin answers with events that are cleaned and checked. They are merged, the file's first, and cut
to what a reader of that day could know. What an event means beside a move is for rules to judge.
"""
