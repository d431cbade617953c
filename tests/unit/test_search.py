"""The page of the search: the index of all things, which is the whole page without a script."""

from site_builder.core.layouts import SearchView
from site_builder.weave.front import MOST
from tests.weaving import event, planned, view_of

PATH = "search/index.html"


def test_everything_is_in_the_index_by_its_kind() -> None:
    files = {
        "content/timeline/a.yaml": event("signed", "2025-12-05"),
        "content/topics/water/10-one.md": "---\ntitle: One\nsummary: It is.\n---\nText.\n",
    }
    view = view_of(planned(files), PATH, SearchView)
    assert [(topic.label, [section.url for section in sections]) for topic, sections in view.topics] == [
        ("Water", ["topics/water/#one"])
    ]
    assert {group.kind: [link.url for link in group.links] for group in view.groups} == {
        "topic": ["topics/water/"],
        "event": ["timeline/signed/"],
        "source": ["sources/post/", "sources/herald/"],
    }


def test_of_too_many_things_only_their_list_is_named() -> None:
    for count, named in ((MOST, MOST), (MOST + 1, 0)):
        days = "".join(event(f"day-{number}", "2025-12-05") for number in range(count))
        view = view_of(planned({"content/timeline/a.yaml": days}), PATH, SearchView)
        (group,) = [group for group in view.groups if group.kind == "event"]
        assert (group.total, len(group.links), group.url) == (count, named, "timeline/")
