"""Claims as readers meet them."""

from collections.abc import Iterable

from site_builder.core.fields import split_citation
from site_builder.core.layouts import ClaimGroupView, OutcomeGroupView
from site_builder.core.model import Claim, Outcome, Source
from site_builder.core.slugs import address
from site_builder.core.views import ClaimView, OutcomeView, VersionView
from site_builder.weave.citations import Apparatus, source_links, when
from site_builder.weave.graph import Site
from site_builder.weave.ledger import RESULTS, STATUSES, publishers
from site_builder.weave.timeline import link_to, topic_mark


def claim_view(site: Site, identifier: str) -> ClaimView:
    """A claim in full."""
    return site.remember(_claim_view, identifier)


def _claim_view(site: Site, identifier: str) -> ClaimView:
    claim = site.get(identifier, Claim)
    cited = [site.get(split_citation(citation)[0], Source) for citation in claim.sources]
    return ClaimView(
        id=claim.id,
        url=address("claim", claim.id),
        text=claim.text,
        status=claim.status,
        status_word=STATUSES[claim.status][0],
        as_of=when(claim.as_of),
        speaker=link_to(site, claim.speaker) if claim.speaker else None,
        topic=topic_mark(site, claim.topic),
        sources=source_links(site, claim.sources),
        publishers=publishers(cited),
        note=claim.note,
        superseded_by=link_to(site, claim.superseded_by) if claim.superseded_by else None,
        versions=tuple(VersionView(version.text, source_links(site, version.sources)) for version in claim.versions),
        outcome=_outcome(site, claim.outcome) if claim.outcome else None,
    )


def _outcome(site: Site, outcome: Outcome) -> OutcomeView:
    return OutcomeView(
        result=outcome.result,
        word=RESULTS[outcome.result],
        text=outcome.text,
        as_of=when(outcome.as_of),
        sources=source_links(site, outcome.sources),
        claims=tuple(link_to(site, claim) for claim in outcome.claims),
        events=tuple(link_to(site, event) for event in outcome.events),
    )


def noted(site: Site, claim: Claim, apparatus: Apparatus) -> ClaimView:
    """A claim on a page with references: its sources are among them."""
    return claim_view(site, claim.id)._replace(sources=apparatus.note(claim.sources))


def by_status(claims: Iterable[ClaimView]) -> tuple[ClaimGroupView, ...]:
    """Claims in groups of one status, the surest first; empty groups are left out."""
    held = list(claims)
    groups = []
    for status, (word, meaning) in STATUSES.items():
        views = tuple(claim for claim in held if claim.status == status)
        if views:
            groups.append(ClaimGroupView(status, word, meaning, views))
    return tuple(groups)


def by_outcome(claims: Iterable[ClaimView]) -> tuple[OutcomeGroupView, ...]:
    """Statements in groups of what became of them, in the order of `RESULTS`; those without an outcome are left out."""
    held = [(claim.outcome.result, claim) for claim in claims if claim.outcome]
    groups = ((code, word, tuple(claim for result, claim in held if result == code)) for code, word in RESULTS.items())
    return tuple(OutcomeGroupView(*group) for group in groups if group[2])
