"""The speeds, as ratios within one run. `make bench` measures; docs/performance.md has the figures."""
