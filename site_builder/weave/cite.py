"""How a page is cited: the record of a topic, or of the whole site, that a citation library puts into words."""

from collections.abc import Iterator

from site_builder.core import layouts
from site_builder.core.jobs import Job
from site_builder.core.model import Topic
from site_builder.core.slugs import address
from site_builder.weave.frame import About, Plan, crumb
from site_builder.weave.index import Index

FOLDER = "cite/"
NAME = "cite"


def outputs(index: Index) -> Iterator[tuple[str, str]]:
    """Every page of citations, each with the topic that it is about, "" for the whole site."""
    if index.wanted("cite"):
        yield f"{FOLDER}index.html", ""
        for topic in index.ids("topic"):
            yield f"{address('topic', topic)}{FOLDER}index.html", topic


def cite(plan: Plan, identifier: str) -> Job:
    """How a topic is cited, or the whole site."""
    config = plan.site.config
    if not identifier:
        topics = plan.site.every(Topic)
        days = [*(topic.updated for topic in topics), *(change.date for change in config.changes)]
        updated = max(days, default="")
        record = layouts.CitedRecord(config.title, "", config.authors, updated, plan.base_url, config.language)
        view = layouts.CitedView("", config.title, record, config.cite)
        return plan.job(FOLDER, "cite", view, About(title="How to cite", description=_words(config.title)))
    topic = plan.site.get(identifier, Topic)
    url = address("topic", identifier)
    authors = topic.authors or config.authors
    record = layouts.CitedRecord(
        topic.question, config.title, authors, topic.updated, plan.base_url + url, config.language
    )
    about = About(
        title=f"How to cite: {topic.title}",
        description=_words(topic.question),
        trail=(crumb("topics"), (topic.title, url)),
        accent=topic.accent,
        id=identifier,
    )
    return plan.job(url + FOLDER, "cite", layouts.CitedView(url, topic.question, record, config.cite), about)


def _words(title: str) -> str:
    return f"“{title}” as an entry of a bibliography, in the usual styles"
