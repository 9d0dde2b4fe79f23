"""Which findings are worth their place: the strongest, whatever they are."""

from dataclasses import replace

import pytest

from marketwrap.base.model import Finding
from marketwrap.story.plan import ALWAYS, DEPTHS, MOST_LEVELS, PLAN, TOP, Story, keep, ordered, weighed
from tests.builders import day, fact

OF = day()
MOVE = fact("^GSPC", "change_1d", 0.01)


def finding(phrase: str, topic: str, news: float, *claims: str, tail: Finding | None = None) -> Finding:
    return Finding("", phrase, {"move": MOVE}, topic, news, claims, tail=tail)


def story(*found: Finding) -> Story:
    return Story(OF, "quiet", found)


def reasons(*found: Finding) -> dict[str, str]:
    return {verdict.finding.phrase: verdict.dropped for verdict in weighed(story(*found))}


def test_no_number_of_weak_findings_keeps_a_stronger_one_out() -> None:
    many = [finding(f"weak{i}", "sectors", 0.3) for i in range(2 * DEPTHS["standard"].most)]
    kept = keep(story(*many, finding("strong", "sectors", 0.31)))
    assert "strong" in {f.phrase for f in kept}
    assert len(kept) == DEPTHS["standard"].most


def test_of_findings_that_share_a_claim_the_strongest_is_kept() -> None:
    told = reasons(finding("weaker", "rates", 0.5, "same"), finding("stronger", "metals", 0.6, "same"))
    assert told == {"stronger": "", "weaker": "stronger says it"}


def test_what_a_tail_claims_its_sentence_claims() -> None:
    ends = finding("tail", "milestones", 0.9, "below")
    told = reasons(finding("with", "indexes", 0.9, tail=ends), finding("alone", "standing", 0.3, "below"))
    assert told["alone"] == "with says it"


def test_what_is_weak_is_left_out_but_for_what_every_brief_has() -> None:
    told = reasons(finding("weak", "sectors", 0.1), *(finding(topic, topic, 0.01) for topic in ALWAYS))
    assert told.pop("weak").startswith("below")
    assert not any(told.values())


def test_what_the_edition_has_no_paragraph_for_is_named_as_that() -> None:
    assert reasons(finding("odd", "nowhere", 0.9))["odd"] == "the edition has no place for it"


def test_at_most_two_levels_are_watched() -> None:
    found = [finding(f"level{i}", "levels", 0.4 + i / 100) for i in range(4)]
    assert [f.phrase for f in keep(story(*found))] == ["level2", "level3"]
    assert MOST_LEVELS == 2


def test_what_is_for_the_headline_alone_takes_no_room_from_the_sections() -> None:
    most = DEPTHS["standard"].most
    found = [finding(f"f{i}", "sectors", 0.3) for i in range(most)]
    kept = keep(story(*found, finding("both", TOP, 0.9)))
    assert len(kept) == most + 1


def test_a_short_brief_keeps_less_and_a_long_one_more() -> None:
    found = tuple(finding(f"f{i}", "sectors", i / 100) for i in range(5, 100, 5))
    counts = [len(keep(replace(story(*found), length=length))) for length in ("short", "standard", "long")]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


@pytest.mark.parametrize(("strong", "weak"), [("rates", "sectors"), ("sectors", "oil"), ("tape", "rates")])
def test_sections_and_paragraphs_come_in_the_order_of_their_strongest_finding(strong: str, weak: str) -> None:
    found = (finding("weak", weak, 0.3), finding("strong", strong, 0.8))
    plan = ordered(story(*found), found)
    topics = [topic for part in plan for paragraph in part.paragraphs for topic in paragraph]
    assert topics.index(strong) < topics.index(weak)
    assert [part.id for part in plan if part.fixed] == [part.id for part in PLAN if part.fixed]
