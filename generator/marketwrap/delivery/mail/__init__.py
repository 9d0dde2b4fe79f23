"""E-mail: what a message looks like, how it is signed, and the server that takes it."""
