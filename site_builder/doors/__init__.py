"""The doors: commands, preview, checks."""
