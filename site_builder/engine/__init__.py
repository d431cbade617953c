"""The hands: disk, parallel map, and the build."""
