"""The plan: the site as jobs, one small function for each kind of page."""

from collections.abc import Iterator

from site_builder.core import layouts
from site_builder.core.jobs import Job
from site_builder.core.slugs import address
from site_builder.weave import front, records
from site_builder.weave.citations import Apparatus
from site_builder.weave.frame import About, Plan
from site_builder.weave.graph import Site
from site_builder.weave.prose import prose
from site_builder.weave.timeline import link_to, topic_mark


def plan(site: Site, base_url: str, base_path: str, templates_by_layout: dict[str, str]) -> tuple[Job, ...]:
    """Every output of the site as a job.

    base_url, base_path: end in a slash; templates_by_layout: digest of the templates that each layout reads.
    """
    made = Plan(site, base_url, base_path, templates_by_layout)
    jobs = [job for pages in PAGES for job in pages(made)]
    return (*jobs, _sitemap(made, jobs))


def _pages(plan: Plan) -> Iterator[Job]:
    site = plan.site
    for page in site.pages:
        apparatus = Apparatus(site, page.id)
        text = prose(site, site.documents_by_id[page.id].body, apparatus)
        others = tuple(link_to(site, other.id) for other in site.pages if other.id != page.id)
        view = layouts.PageView(page.title, page.summary, text, apparatus.references(), apparatus.popovers(), others)
        yield plan.job(
            address("page", page.id), "page", view, About(title=page.title, description=page.summary, id=page.id)
        )


def _not_found(plan: Plan) -> Iterator[Job]:
    marks = tuple(topic_mark(plan.site, topic.id) for topic in plan.site.topics)
    yield plan.job(
        "404.html",
        "404",
        layouts.NotFoundView(marks),
        About(title="Page not found", description="There is no page at this address"),
    )


def _sitemap(plan: Plan, jobs: list[Job]) -> Job:
    """The sitemap: every page that is meant to be found, with the day of its last change where content tells it."""
    updated = {address("topic", topic.id): topic.updated for topic in plan.site.topics}
    pages = tuple(
        (job.frame.canonical, updated.get(job.frame.url, ""))
        for job in jobs
        if job.layout != "404" and not job.frame.hidden
    )
    return plan.job("sitemap.xml", "sitemap", layouts.SitemapView(pages), About(title="Sitemap"))


PAGES = (
    front.home,
    front.topics,
    front.questions,
    front.change_list,
    records.chronologies,
    records.events,
    records.claims,
    records.actors,
    records.glossary,
    records.sources,
    records.datasets,
    _pages,
    _not_found,
)
