"""The article as JSON and back, without loss; the layout is explained in docs/brief-json.md."""

from marketwrap.formats.briefjson.dump import NAME, SCHEMA, dumps
from marketwrap.formats.briefjson.load import loads
from marketwrap.formats.briefjson.order import printed, sentences

__all__ = ["NAME", "SCHEMA", "dumps", "loads", "printed", "sentences"]
