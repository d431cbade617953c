"""The manifest: patched, it is the one that would be written anew."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.engine import disk

NAMES = st.text('ab",{}: \\é', min_size=1, max_size=6)


@given(st.dictionaries(NAMES, st.sampled_from(["0" * 32, "1" * 32])), st.data())
def test_a_patched_manifest_is_the_one_that_is_written_anew(files: dict[str, str], data: st.DataObject) -> None:
    new = data.draw(st.dictionaries(st.sampled_from(sorted(files)), st.just("2" * 32))) if files else {}
    assert disk._relisted(disk._listing(files), new) == disk._listing({**files, **new})
    assert disk._relisted(disk._listing(files), {"not among them": "2" * 32}) == b""
