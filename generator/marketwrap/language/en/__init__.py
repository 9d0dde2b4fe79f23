"""English: what a list of words cannot hold of it, for the writer and, apart from that, for the check."""
