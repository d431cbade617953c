"""A fault of our own, in words. It imports nothing of ours, so that it can tell of a broken import too."""

import traceback


def our_fault() -> str:
    """The exception that is being handled, and what to do about it."""
    say = "This is a fault in site-builder itself, not in your content. Please report the lines above."
    return f"{traceback.format_exc()}\n{say}\n"
