"""Settings: read once from configs/default.toml, the archive, --config, the environment and
options; then frozen.

    settings.py     what each section holds
    source.py       a file of settings, read
    environment.py  variables of the environment
    loading.py      all sources merged and checked
"""

from pipeline.common.places import CONFIGS
from pipeline.config.environment import unknown_variables
from pipeline.config.loading import load_settings
from pipeline.config.settings import (
    SHAPING_DATA,
    ArchiveSettings,
    IndexSettings,
    KeySettings,
    LimitSettings,
    MatchSettings,
    NotifySettings,
    OcrSettings,
    OrganSettings,
    PortalSettings,
    PreprocessSettings,
    ReceiptQrSettings,
    RunSettings,
    Settings,
    StoreSettings,
    TableSettings,
)

__all__ = [
    "CONFIGS",
    "SHAPING_DATA",
    "ArchiveSettings",
    "IndexSettings",
    "KeySettings",
    "LimitSettings",
    "MatchSettings",
    "NotifySettings",
    "OcrSettings",
    "OrganSettings",
    "PortalSettings",
    "PreprocessSettings",
    "ReceiptQrSettings",
    "RunSettings",
    "Settings",
    "StoreSettings",
    "TableSettings",
    "load_settings",
    "unknown_variables",
]
