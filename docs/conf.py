"""How the documentation is built: `make docs`."""

from importlib.metadata import version as installed_version

project = "segur-rules"
author = "The segur-rules contributors"
copyright = "the segur-rules contributors"
release = version = installed_version("segur-rules")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"

# A reference to a name of ours must be found. Those of the standard library and of other
# packages are not looked for, so that the build needs no network.
nitpick_ignore_regex = [(r"py:.*", r"(?!segur_rules\b).*")]

html_theme = "furo"
html_title = "segur-rules"
