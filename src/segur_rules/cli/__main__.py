"""`python -m segur_rules.cli`, where the command itself is not on the path."""

from __future__ import annotations

import sys

from segur_rules.cli import main

sys.exit(main())
