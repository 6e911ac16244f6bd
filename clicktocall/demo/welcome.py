"""What the demo says once it runs: where it is, who can sign in, what to try first."""

from __future__ import annotations

from clicktocall.demo.surroundings import Surroundings


def welcome(place: Surroundings, *, seconds: float) -> str:
    return f"""
Click to Call runs, {seconds:.1f} s after the start.

  The pages          {place.site}
  Sign in            anna / demo   or   ben / demo
  Staff              {place.site}/admin/   admin / demo
  The desk phones    {place.simulator}

Try this: open the pages as anna and the desk phones beside them. Call somebody. Anna's phone rings first; lift it
there, and the other one rings. The page says what happens, step by step.

Other commands beside this: make shell, or make manage ARGS="..."     Logs: {place.data / "log"}
Ctrl-C stops everything. What you have entered stays.
"""
