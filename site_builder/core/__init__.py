"""The words: values that every other floor speaks in."""
