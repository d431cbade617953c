"""One file: from a source's text to typed documents."""
