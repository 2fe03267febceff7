"""What one report says: one reader a kind of thing, over one shared parse."""

import os

# Before anything here imports numpy. The parser multiplies small matrices: threads only wait for each other
# (14-26 % less processor time with one), and the cores are used by whole processes instead.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
