"""What can be done with designs, by verb. Each function is one transaction unless it says otherwise."""

from configurator.gallery.service.archive import archived_product
from configurator.gallery.service.browsing import Page, Sort, browse_designs, code_in_search
from configurator.gallery.service.counting import CrowdCounts, count_crowd, count_preorder
from configurator.gallery.service.editing import claim_designs, edit_design, withdraw_design
from configurator.gallery.service.reading import design_by_code, designs_near, designs_of, remixes_of
from configurator.gallery.service.saving import (
    DesignToLoad,
    InvalidConfigurationError,
    Presentation,
    load_designs,
    save_design,
)
from configurator.gallery.service.tallying import TalliedDesign, changed_segments, tallied_designs

__all__ = [
    "CrowdCounts",
    "DesignToLoad",
    "InvalidConfigurationError",
    "Page",
    "Presentation",
    "Sort",
    "TalliedDesign",
    "archived_product",
    "browse_designs",
    "changed_segments",
    "claim_designs",
    "code_in_search",
    "count_crowd",
    "count_preorder",
    "design_by_code",
    "designs_near",
    "designs_of",
    "edit_design",
    "load_designs",
    "remixes_of",
    "save_design",
    "tallied_designs",
    "withdraw_design",
]
