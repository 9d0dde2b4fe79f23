"""Watch points against the facts: what an earlier brief is said to have named stands in ``earlier``."""

from collections.abc import Iterator

from marketwrap.base.model import Article
from marketwrap.check.problems import Problem
from marketwrap.check.values import shown
from marketwrap.formats.briefjson import NAME


def problems(article: Article) -> Iterator[Problem]:
    """Facts about a level that no earlier point has, points set too late, levels that no fact has."""
    known = {(p.subject, p.session.isoformat()): p for p in article.earlier}
    whole = {(p.subject, p.session.isoformat(), p.metric, p.side, p.level) for p in article.earlier}
    for fact in article.facts.values():
        asked = dict(fact.params)
        if "named" not in asked:
            continue
        named = fact.subject, asked["named"]
        point = (*named, asked.get("of"), asked.get("side"), asked.get("level"))
        if point not in whole and ("level" in asked or named not in known):
            yield Problem(
                "not checkable", NAME, fact.id, shown(fact), detail="no earlier brief named this level"
            )
    for point_before in article.earlier:
        if point_before.session >= article.session:
            yield Problem("context", NAME, point_before.id, str(point_before.session), detail="not earlier")
    levels = {
        (fact.subject, fact.value) for fact in article.facts.values() if fact.unit in ("price", "ratio")
    }
    for point_set in article.watch:
        if (point_set.subject, point_set.level) not in levels:
            yield Problem(
                "number", NAME, point_set.id, f"{point_set.level:g}", detail="no fact has this level"
            )
