"""The morning: what the last close left, told as the close does; the rest it shares with that edition."""

from marketwrap.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
