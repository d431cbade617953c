"""The ledger: what a claim must carry, and the words for statuses, outcomes and kinds of sources."""

from collections.abc import Iterable, Iterator

from site_builder.core.fields import split_citation
from site_builder.core.model import Claim, Event, Source
from site_builder.core.problems import Problem, error
from site_builder.weave.graph import Site

STATUSES = {
    "confirmed": (
        "Confirmed",
        "Well documented. That an official said something is confirmed by this, not that it is right.",
    ),
    "reported": ("Reported", "Media or one side report it; the text says who."),
    "expected": ("Expected", "Said in advance. Where it is known what came of it, that stands beside it."),
    "disputed": ("Disputed", "Sources contradict each other; the versions stand side by side."),
    "superseded": ("Superseded", "Was true or planned at its date, and has been overtaken since."),
}
RESULTS = {
    "happened": "As stated",
    "partly": "Partly as stated",
    "not-happened": "Did not happen",
    "changed": "True then, changed since",
    "unsupported": "Not borne out by the sources",
    "unknown": "Not known",
}
SOURCE_KINDS = {
    "primary": ("Primary source", "Government, parliament, treaty text, or a company's own record."),
    "news": ("News report", "Reporting by a news organisation or agency."),
    "analysis": ("Analysis", "A view or study that interprets events."),
    "reference": ("Reference", "An encyclopaedia, handbook or study aid."),
}
CHANGES = {"major": "Update", "minor": "Small edit", "correction": "Correction"}


def publishers(sources: Iterable[Source]) -> int:
    """How many independent publishers stand behind sources.

    Names that share a part count once: "Deccan Herald / Bloomberg" and "Business Standard / Bloomberg" print the
    same report.
    """
    groups: list[set[str]] = []
    for source in sources:
        name = source.publisher.partition(" (")[0]
        parts = {part.strip().casefold() for part in name.split(" / ")}
        touching = [group for group in groups if group & parts]
        groups = [group for group in groups if not group & parts] + [parts.union(*touching)]
    return len(groups)


def check(site: Site) -> Iterator[Problem]:
    """What the ledger's rules find wrong: a claim without its grounds is not published."""
    for claim in site.claims:
        document = site.documents_by_id[claim.id]
        if claim.status == "superseded" and claim.superseded_by is None and claim.outcome is None:
            hint = "name the claim that replaced it in `superseded_by`, or say in `outcome` what happened"
            yield error(document.at("status"), "no-successor", "a superseded claim must say what replaced it", hint)
        if claim.superseded_by is not None and claim.status != "superseded":
            hint = "set `status: superseded`, or take `superseded_by` out"
            yield error(
                document.at("superseded_by"),
                "not-superseded",
                f"a claim that is {claim.status} cannot have been replaced",
                hint,
            )
        if claim.status == "disputed" and claim.outcome is None and len(claim.versions) < 2:
            hint = "give `versions`: at least two texts with their sources"
            yield error(document.at("status"), "no-versions", "a disputed claim must lay out its versions", hint)
        if _leads_to_itself(site, claim):
            yield error(
                document.at("superseded_by"),
                "superseded-circle",
                f'"{claim.id}" is replaced, in the end, by itself',
                "take one step of the circle out",
            )
    for source in site.sources:
        document = site.documents_by_id[source.id]
        if not source.url and not source.caution:
            hint = "give its `url`, or say in `caution` why there is none"
            yield error(document.place, "no-address", "readers cannot look this source up", hint)
    yield from _repeated_citations(site)
    yield from _without_outcome(site)


def _without_outcome(site: Site) -> Iterator[Problem]:
    for ref in site.config_document.refs:
        document = site.documents_by_id.get(ref.target)
        claim = document.meta if document and ref.field == "expected_then_happened" else None
        if isinstance(claim, Claim) and claim.outcome is None:
            hint = "give the claim an `outcome`, or take it out of `expected_then_happened`"
            yield error(ref.place, "no-outcome", f'the claim "{claim.id}" does not say what happened', hint)


def _leads_to_itself(site: Site, claim: Claim) -> bool:
    seen, step = {claim.id}, claim
    while step.superseded_by is not None and step.superseded_by in site.documents_by_id:
        if step.superseded_by in seen:
            return step.superseded_by == claim.id
        seen.add(step.superseded_by)
        following = site.documents_by_id[step.superseded_by].meta
        if not isinstance(following, Claim):
            return False
        step = following
    return False


def _repeated_citations(site: Site) -> Iterator[Problem]:
    things: tuple[Claim | Event, ...] = (*site.claims, *site.events)
    for thing in things:
        document = site.documents_by_id[thing.id]
        ids = [split_citation(citation) for citation in thing.sources]
        for number, citation in enumerate(ids):
            if citation in ids[:number]:
                yield error(
                    document.at("sources"),
                    "repeated-source",
                    f'"{citation[0]}" is named twice',
                    "name each source once",
                )
