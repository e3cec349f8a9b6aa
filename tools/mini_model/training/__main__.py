"""Trains the demonstration model's network: about 85 minutes of two cores.

    python -m tools.mini_model.training --work DIR
    python -m tools.mini_model.training --work DIR --quick   a poor one, in ten minutes

Needs 8 GB of memory and 3 GB of disk. What is there in the work folder is kept, so that a run that
was interrupted goes on. The minutes of training are of the clock: a slower machine gives a network
that has learnt less. Writes DIR/final.mdl; the README says what to do with it.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tools.mini_model.building import NETWORK, SHIPPED
from tools.mini_model.training import needs


def main() -> None:
    """Trains."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for all that is made")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--quick", action="store_true", help="to try the steps out")
    wanted = parser.parse_args()
    needs.check(*needs.ALL)
    from tools.mini_model.training import steps  # needs what was just looked for

    made = steps.run(wanted.work, steps.QUICK if wanted.quick else steps.FULL, wanted.jobs)
    print(f"{made} is made; to ship it: cp {made} {SHIPPED / NETWORK} && make mini-model")


if __name__ == "__main__":
    main()
