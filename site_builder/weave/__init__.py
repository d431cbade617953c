"""The whole site: ids, links, references, and the jobs to render."""
