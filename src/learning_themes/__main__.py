"""`python -m learning_themes` is the command `learning-themes`."""

import sys

from learning_themes.cli import main

sys.exit(main())
