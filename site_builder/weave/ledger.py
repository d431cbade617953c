"""The ledger: what a claim must carry, and the words for statuses, outcomes and kinds of sources."""

from collections.abc import Iterable, Iterator

from site_builder.core.model import Claim, Source
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
    """How many independent publishers stand behind sources."""
    return independent(source.publisher for source in sources)


def independent(names: Iterable[str]) -> int:
    """How many publishers of these names are independent of each other.

    Names that share a part count once: "Deccan Herald / Bloomberg" and "Business Standard / Bloomberg" print the
    same report.
    """
    groups: list[set[str]] = []
    for name in names:
        parts = {part.strip().casefold() for part in name.partition(" (")[0].split(" / ")}
        touching = [group for group in groups if group & parts]
        groups = [group for group in groups if not group & parts] + [parts.union(*touching)]
    return len(groups)


def check_claim(site: Site, identifier: str) -> Iterator[Problem]:
    """What the ledger's rules find wrong: a claim without its grounds is not published."""
    claim = site.get(identifier, Claim)
    if claim.status == "superseded" and claim.superseded_by is None and claim.outcome is None:
        hint = "name the claim that replaced it in `superseded_by`, or say in `outcome` what happened"
        message = "a superseded claim must say what replaced it"
        yield error(site.at(identifier, "status"), "no-successor", message, hint)
    if claim.superseded_by is not None and claim.status != "superseded":
        hint = "set `status: superseded`, or take `superseded_by` out"
        message = f"a claim that is {claim.status} cannot have been replaced"
        yield error(site.at(identifier, "superseded_by"), "not-superseded", message, hint)
    if claim.status == "disputed" and claim.outcome is None and len(claim.versions) < 2:
        hint = "give `versions`: at least two texts with their sources"
        message = "a disputed claim must lay out its versions"
        yield error(site.at(identifier, "status"), "no-versions", message, hint)
    if _leads_to_itself(site, claim):
        message = f'"{identifier}" is replaced, in the end, by itself'
        hint = "take one step of the circle out"
        yield error(site.at(identifier, "superseded_by"), "superseded-circle", message, hint)


def check_source(site: Site, identifier: str) -> Iterator[Problem]:
    """A source that nobody can look up says why."""
    source = site.get(identifier, Source)
    if not source.url and not source.caution:
        hint = "give its `url`, or say in `caution` why there is none"
        yield error(site.at(identifier), "no-address", "readers cannot look this source up", hint)


def check_home(site: Site) -> Iterator[Problem]:
    """What the home page says of expectations has an outcome."""
    for identifier in site.config.home.expected_then_happened:
        one = site.face(identifier)
        if one is None or one.kind != "claim" or site.get(identifier, Claim).outcome is not None:
            continue
        refs = site.config_document.refs
        place = next(ref.place for ref in refs if (ref.target, ref.field) == (identifier, "expected_then_happened"))
        hint = "give the claim an `outcome`, or take it out of `expected_then_happened`"
        yield error(place, "no-outcome", f'the claim "{identifier}" does not say what happened', hint)


def _leads_to_itself(site: Site, claim: Claim) -> bool:
    seen, step = {claim.id}, claim
    while step.superseded_by is not None:
        following = site.face(step.superseded_by)
        if following is None or following.kind != "claim":
            return False
        if following.id in seen:
            return following.id == claim.id
        seen.add(following.id)
        step = site.get(following.id, Claim)
    return False
