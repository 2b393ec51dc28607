"""How the documentation is built: `make docs`."""

import sys
from pathlib import Path

from segur_rules import __version__

# The extension that writes parts of the pages is imported from the root, as its tests do.
sys.path.insert(0, str(Path(__file__).parents[1]))

project = "segur-rules"
author = "The segur-rules contributors"
copyright = "the segur-rules contributors"
release = version = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "docs._ext.segur_docs",
]
exclude_patterns = ["_build", "_ext", "_static"]

# Texts are shown as the package gives them: nobody's quotes are changed.
smartquotes = False
# `name` in a docstring is code.
default_role = "code"

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
python_maximum_signature_line_length = 80

# The examples of the pages read files of the repository.
doctest_global_setup = f"import os; os.chdir({str(Path(__file__).parents[1])!r})"

# A reference to a name of ours must be found. Those of the standard library and of other
# packages are not looked for, so that the build needs no network; nor are type variables,
# which have no page.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!segur_rules\b).*"),
    (r"py:(class|obj)", r"segur_rules\.[a-z_.]+\.[A-Z]"),
]

html_theme = "furo"
html_title = "segur-rules"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
