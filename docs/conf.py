"""Settings of the documentation; `scripts/docs` builds it."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from monodesign import __version__  # noqa: E402  found through the path set above

project = "monodesign"
author = "the monodesign authors"
copyright = "the monodesign authors"  # noqa: A001  Sphinx gives this name
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "generated"]
exclude_patterns = ["_build"]
nitpicky = False

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"monodesign {__version__}"
html_show_sourcelink = False
# A page opened from the disk must not ask the network for anything.
html_theme_options = {"source_repository": "", "footer_icons": []}
copybutton_prompt_text = "$ "

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
