"""The settings as frozen records: what each section holds, and which values it takes."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import Field, SecretStr

from pipeline.common.data import Data, data_digest
from pipeline.common.places import CONFIGS
from schemas.languages import Language

SHAPING_DATA = (
    "ocr",
    "document_types",
    "matching",
    "profiles",
    "citizen_id.toml",
    "dossier_codes.toml",
    "models.toml",
    "poppler.toml",
)
"""Data in configs/ that a document's rows and file depend on, beside the rules edition."""


class OrganSettings(Data):
    """The organ that signs."""

    name: str


class KeySettings(Data):
    """Signing keys, below the archive's keys/ folder."""

    organ: str
    person: str
    passphrase_file: str
    passphrase: SecretStr
    tsa_url: str
    development: bool


class InboxSettings(Data):
    """How the inbox is looked at."""

    settle_seconds: float = Field(ge=0)


class RunSettings(Data):
    """How a batch uses the machine."""

    workers: int = Field(ge=0)
    scheduler: str
    in_flight_per_worker: int = Field(ge=1)
    commit_documents: int = Field(ge=1)
    commit_seconds: float = Field(gt=0)
    attempts: int = Field(ge=1)
    log_level: Literal["debug", "info", "warning", "error"]
    keep_logs_days: int = Field(ge=0)
    scheduler_wait_seconds: float = Field(gt=0)
    cluster_keys: str
    page_cpu_seconds: float = Field(ge=0)
    page_memory_mb: int = Field(ge=0)


class NotifySettings(Data):
    """Who is told how a run ended."""

    target: str
    smtp: str
    sender: str
    user: str
    password: SecretStr


class PortalSettings(Data):
    """Where finished dossiers are reported, and how long one call goes on. The token belongs into
    the environment."""

    to: str
    token: SecretStr
    ca_file: str
    timeout_seconds: float = Field(gt=0)
    tries: int = Field(ge=1)
    first_pause_seconds: float = Field(ge=0)
    longest_pause_seconds: float = Field(ge=0)


class LimitSettings(Data):
    """What is refused before it is decoded."""

    max_megapixels: float = Field(gt=0)
    max_drawn_megapixels: float = Field(gt=0)
    min_side_px: int = Field(ge=1)
    max_pages: int = Field(ge=1)
    max_file_mb: int = Field(ge=1)


class TableSettings(Data):
    """What input tables may hold."""

    days_ahead: int = Field(ge=0)
    due_days_ahead: int = Field(ge=0)
    max_reused_components: int = Field(ge=0)
    least_share: float = Field(ge=0, le=1)
    most_removed: float = Field(ge=0, le=1)


class PreprocessSettings(Data):
    """Orientation, deskew and the cleaned copy."""

    default_dpi: float = Field(gt=0)
    max_skew_deg: float = Field(ge=0, le=45)
    render_dpi: int = Field(ge=72, le=600)
    clean: bool


class OcrSettings(Data):
    """Recognition."""

    engine: str
    profile: Literal["fast", "balanced", "best"]
    language: str
    min_confidence: float = Field(ge=0, le=1)


class ExtractSettings(Data):
    """Document types and fields."""

    min_type_confidence: float = Field(ge=0, le=1)
    sure_type_confidence: float = Field(ge=0, le=1)
    min_field_confidence: float = Field(ge=0, le=1)


class MatchSettings(Data):
    """The two settings that rule linking, whether a dossier's papers support each other, and from
    which index of change on, and which number of papers, `register drift` warns."""

    max_false_link_rate: float = Field(gt=0, lt=1)
    review_band: float = Field(ge=0, lt=1)
    household: bool
    drift_warning: float = Field(gt=0)
    drift_least: int = Field(ge=1)


class ArchiveSettings(Data):
    """Signing profiles. What the files are, the rules edition says."""

    profile_run: str
    profile_counter: str


class StoreSettings(Data):
    """Where the record lies, and how long a server is waited for. Credentials belong into the
    environment."""

    url: str
    timeout_seconds: float = Field(gt=0)
    tries: int = Field(ge=1)


class IndexSettings(Data):
    """The search index. Key and password of a server belong into the environment. `number_key`: the
    file of a key; where one is named, the index holds persons' numbers as keyed hashes alone."""

    kind: Literal["embedded", "elasticsearch"]
    url: str
    name: str
    timeout_seconds: float = Field(gt=0)
    api_key: SecretStr = SecretStr("")
    user: str = ""
    password: SecretStr = SecretStr("")
    ca_file: str = ""
    number_key: str = ""


class ReceiptQrSettings(Data):
    """Fields of the QR on papers that the one-stop system prints (TCVN 7322)."""

    separator: str = Field(min_length=1)
    order: tuple[str, ...]


class DisposalSettings(Data):
    """Who may decide that papers are removed, and which dossiers never are."""

    signers: tuple[str, ...]
    hold: tuple[str, ...]


class StackSettings(Data):
    """Separator sheets."""

    separator_mark: str


class ReportSettings(Data):
    """Defaults of reports."""

    plan: str
    reading: Literal["points", "growth"]


class Settings(Data):
    """All settings, frozen. The fields are explained in configs/default.toml."""

    operator: str
    register_path: str = Field(alias="register")
    signing: Literal["profiles", "none"]
    lang: Language
    rules: str
    audit_dir: str
    organ: OrganSettings
    keys: KeySettings
    inbox: InboxSettings
    run: RunSettings
    notify: NotifySettings
    portal: PortalSettings
    limits: LimitSettings
    tables: TableSettings
    preprocess: PreprocessSettings
    ocr: OcrSettings
    extract: ExtractSettings
    matching: MatchSettings
    archive: ArchiveSettings
    store: StoreSettings
    index: IndexSettings
    receipt_qr: ReceiptQrSettings
    disposal: DisposalSettings
    stack: StackSettings
    report: ReportSettings

    def digest(self) -> str:
        """12 hex digits over what shapes a document (not where or how fast it is made): settings,
        rules, weights."""
        shaping = self.model_dump(
            include={
                "limits",
                "preprocess",
                "ocr",
                "extract",
                "archive",
                "rules",
                "receipt_qr",
            }
        )
        # An edition that does not exist is refused where it is asked for.
        edition = f"rules/{self.rules}.toml"
        shaping["data"] = data_digest(
            (*SHAPING_DATA, edition) if (CONFIGS / edition).is_file() else SHAPING_DATA
        )
        return hashlib.sha256(
            json.dumps(shaping, sort_keys=True, default=str).encode()
        ).hexdigest()[:12]
