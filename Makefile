.PHONY: serve build test lint bench check
serve build test lint bench: ; python3 run.py $@ $(ARGS)
# What CI runs. The problems of the content alone: python3 run.py check
check: lint test
