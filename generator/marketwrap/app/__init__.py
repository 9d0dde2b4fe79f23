"""What a day consists of: the run, the daily start, sending, review, the doctor.

It knows every room below and decides in which order they work; it prints nothing and has no words.
"""
