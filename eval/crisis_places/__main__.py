"""`python -m eval.crisis_places [open]`."""

import sys

from eval.crisis_places import main

main(sys.argv[1:])
