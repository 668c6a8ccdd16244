"""`python -m tests.house`: see `report.py`."""

import sys

from tests.house.report import main

sys.exit(main())
