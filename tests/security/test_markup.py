"""Nothing that members write becomes more than text and links to other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from server.community import Block, Span, blocks, writing
from tests.security.markup import VECTORS


@pytest.mark.parametrize("vector", VECTORS)
def test_a_text_becomes_text_and_harmless_links(vector: str) -> None:
    kept = writing.body(vector, most=4000)

    for block in blocks(kept):
        assert type(block) is Block
        for span in block.spans:
            assert type(span) is Span
            if span.link is not None:
                parts = urlsplit(span.link.href)
                assert parts.scheme in ("http", "https")
                assert parts.netloc.removeprefix("www.") == span.link.domain
                assert not set(span.link.href) & set("\"'<>` \\")


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector.startswith("<")])
def test_an_element_is_shown_as_it_was_written(vector: str) -> None:
    kept = writing.body(vector, most=4000)

    shown = "".join(span.text for block in blocks(kept) for span in block.spans)

    assert "<" in shown
