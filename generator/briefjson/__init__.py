"""The article as JSON and back, without loss; the layout is explained in docs/brief-json.md."""

from generator.briefjson.order import printed, sentences
from generator.briefjson.reading import loads
from generator.briefjson.writing import NAME, SCHEMA, dumps

__all__ = ["NAME", "SCHEMA", "dumps", "loads", "printed", "sentences"]
