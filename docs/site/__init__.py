"""The documentation as a site of our own: docs/*.md, as they are read in the repository, become a site's content."""
