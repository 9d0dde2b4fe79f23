"""The filters of phrases, a module a subject: each prints a fact and leaves a mark around what it printed."""
