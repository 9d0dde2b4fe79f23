"""The article as JSON and back, without loss; the layout is explained in docs/brief-json.md."""

from generator.briefjson.order import printed, sentences
from generator.briefjson.reading import loads
from generator.briefjson.writing import SCHEMA, dumps

__all__ = ["SCHEMA", "dumps", "loads", "printed", "sentences"]
