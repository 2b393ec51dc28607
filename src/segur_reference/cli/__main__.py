"""`python -m segur_reference.cli`, where the command itself is not on the path."""

from __future__ import annotations

import sys

from segur_reference.cli import main

sys.exit(main())
